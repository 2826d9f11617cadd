rule "data-corrupt" {
  cause      = "data.corrupt"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)invalid page in block|database disk image is malformed|Bad file format reading the append only file|invalid checkpoint record|could not locate a valid checkpoint|InnoDB:.{0,80}(?:corrupt|checksum)|checksum (?:mismatch|verification failed)|data (?:is )?corrupt|corrupt(?:ed|ion)\b.{0,60}(?:file|page|index|block|record|segment|wal|log|data|table|journal)|(?:file|page|index|block|record|segment|wal|table|journal|database|db|snapshot|translog)\b.{0,60}(?:is |was |are )?(?:corrupt|malformed|damaged)|Wrong signature trying to load DB|Short read or OOM loading DB|crc mismatch|Unexpected EOF reading|WiredTiger error[\s\S]{0,300}(?:corruption|checksum error|WT_PANIC|WT_ERROR|unexpected end)|WiredTiger library panic|PANIC:.{0,80}(?:could not locate|invalid)|incorrect (?:data|header) check|walpb: crc|file is not a database|zip END header not found|not a valid (?:gzip|zip|database)|truncated (?:or|file)|unexpected end of (?:file|input)
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && not (line.message matches '(?i)no space left|This probably means that some data is corrupted|json|yaml|syntax')"
  }
  message = "${line.found}"
}
