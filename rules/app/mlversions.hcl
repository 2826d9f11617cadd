# Libraries of machine learning that do not fit each other or the model.

rule "cudnn-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Loaded runtime CuDNN library: .{1,60} but source was compiled with|cuDNN version incompatibility|PyTorch was compiled against \([^)]*\) but found runtime version|Cannot load symbol cudnn\w+|Invalid handle\. Cannot load symbol
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "model-architecture-unknown" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      does not recognize this architecture|unknown model architecture: '(?:[^']+)'|Model architectures \[[^\]]*\] (?:are not supported|failed to be inspected)|KeyError: '(?:qwen\w*|llama\w*|gemma\w*|mistral\w*|phi\w*|deepseek\w*)'$|unsupported model (?:type|architecture)|is not supported by TGI
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "bitsandbytes-setup" {
  title      = "bitsandbytes found no CUDA library that fits it"
  cause      = "app.dependency-incompatible"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CUDA Setup failed despite GPU being available|CUDA (?:SETUP|Setup).{0,60}(?:WARNING|ERROR|failed)|bitsandbytes was compiled without GPU support
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "bitsandbytes found no CUDA library that fits it"
}

rule "cuda-library-missing" {
  cause      = "app.library-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not load library (?:lib\S+\.so[\w.]*)\.? |Unable to load any of \{(?:lib[^,}]+)|lib(?:cudart|cublas|cudnn|cufft|curand|cusparse|nvrtc|nccl|nvinfer)\S*\.so[\w.]*: cannot open shared object
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "chromedriver-version" {
  title      = "ChromeDriver and Chrome have different versions"
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      This version of ChromeDriver only supports Chrome version (?:\d+)|session not created: (?:This version|Chrome version must be|cannot find Chrome)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "ChromeDriver and Chrome have different versions"
}

rule "tensorrt-plan-version" {
  title      = "A TensorRT engine was built for another version or card"
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Version tag does not match|stdVersionRead == |[Ee]ngine plan file is (?:not compatible with this version of TensorRT|generated on an incompatible device)|[Pp]lan file is not compatible
    EOT
    where   = "line.level != 'info'"
  }
  message = "The engine file was built with another TensorRT or for another card: ${line.found}"
}

rule "lazy-import-failed" {
  title      = "Libraries of the framework do not fit each other"
  cause      = "app.dependency-incompatible"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to import \S+ because of the following error
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
