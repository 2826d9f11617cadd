# Any program that calls a part of its data damaged.
rule "data-corrupt" {
  cause      = "data.corrupt"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)data (?:is )?corrupt|corrupt(?:ed|ion)\b.{0,60}(?:file|page|index|block|record|segment|wal|log|data|table|journal)|(?:file|page|index|block|record|segment|wal|table|journal|database|db|snapshot|translog)\b.{0,60}(?:is |was |are )?(?:corrupt|malformed|damaged)|database disk image is malformed|file is not a database
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && not (line.message matches '(?i)no space left|This probably means that some data is corrupted|json|yaml|syntax')"
  }
  message = "${line.found}"
}

rule "checksum-wrong" {
  cause      = "data.corrupt"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)checksum (?:mismatch|verification failed)|crc mismatch|walpb: crc|incorrect (?:data|header) check|InnoDB:.{0,80}(?:corrupt|checksum)|invalid page in block|invalid checkpoint record|could not locate a valid checkpoint|(?-i:PANIC:).{0,80}(?:could not locate|invalid)
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && not (line.message matches '(?i)no space left|This probably means that some data is corrupted|json|yaml|syntax')"
  }
  message = "${line.found}"
}

rule "file-cut-short" {
  cause      = "data.corrupt"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)unexpected end of (?:file|input)|Unexpected EOF reading|truncated (?:or|file)|zip END header not found|File is not a zip file|not a valid (?:gzip|zip|database)|Wrong signature trying to load DB|Short read or OOM loading DB
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && not (line.message matches '(?i)no space left|This probably means that some data is corrupted|json|yaml|syntax') && not (line.message contains 'output file may be truncated')"
  }
  message = "${line.found}"
}
