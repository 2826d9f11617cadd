rule "model-file-damaged" {
  cause      = "data.corrupt"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error while deserializing header: \w+|SafetensorError: .*|PytorchStreamReader failed .*|invalid magic (?:characters|number)|gguf_init_from_\w+: (?:invalid|failed to read)|tensor .{1,80} data is not within the file bounds|unexpected EOF, expected \d+ more bytes|UnpicklingError: .*|Weights file .{1,80}(?:corrupt|truncated)|EOFError: Ran out of input
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && not (line.message matches 'No such file|celerybeat')"
  }
  message = "${line.found}"
}
