rule "model-not-found" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:\S+) is not a local folder and is not a valid model identifier|Error: model "(?:[^"]+)" not found|pull model manifest: file does not exist|RepositoryNotFoundError|failed to open GGUF file '(?:[^']+)'|model path does not exist|Can't load (?:the )?(?:configuration|tokenizer|model) (?:of|for) '(?:[^']+)\'
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "vllm-settings" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      must be divisible by tensor parallel size|is greater than the derived max_model_len|User-specified max_model_len|max_num_batched_tokens \(\d+\) is smaller than max_model_len|World size \(\d+\) is larger than|Unknown quantization method|`max_input_(?:length|tokens)` must be|Quantization method specified in the model config .{1,60} does not match
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "ffmpeg-codec-missing" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unknown (?:encoder|decoder|format|protocol) '(?:[^']+)'|Unrecognized option '(?:[^']+)'\.|Requested output format '(?:[^']+)' is not|Error (?:splitting the argument list|opening (?:filters|output files?))
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "ffmpeg-input-invalid" {
  cause      = "app.exception"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:\S+): Invalid data found when processing input|moov atom not found|Error while decoding stream #\d
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
