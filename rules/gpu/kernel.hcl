# Xids of the kernel log by what they mean, see the Xid catalogue of NVIDIA.

rule "xid-lost" {
  cause      = "gpu.lost"
  confidence = 0.96
  match "xid" {
    fact  = "gpu.error"
    where = "xid.class == 'lost'"
  }
  message = "${xid.subject}: Xid ${xid.code}, ${xid.title}"
}

rule "xid-hardware" {
  cause      = "gpu.hardware-fault"
  confidence = 0.95
  match "xid" {
    fact  = "gpu.error"
    where = "xid.class == 'hardware'"
  }
  message = "${xid.subject}: Xid ${xid.code}, ${xid.title}"
}

rule "xid-application" {
  cause      = "gpu.application-fault"
  confidence = 0.9
  match "xid" {
    fact  = "gpu.error"
    where = "xid.class == 'application'"
  }
  message = "${xid.subject}: Xid ${xid.code}, ${xid.title}"
}

rule "xid-driver" {
  cause      = "gpu.driver-fault"
  confidence = 0.85
  match "xid" {
    fact  = "gpu.error"
    where = "xid.class == 'driver'"
  }
  message = "${xid.subject}: Xid ${xid.code}, ${xid.title}"
}

rule "xid-unlisted" {
  title      = "An Xid that the catalogue of this version does not list"
  cause      = "gpu.driver-fault"
  confidence = 0.5
  match "xid" {
    fact  = "gpu.error"
    where = "xid.class == '' && xid.code > 0"
  }
  message = "${xid.subject}: Xid ${xid.code}, ${xid.message}"
}

rule "driver-api-mismatch" {
  title      = "Kernel module and library of the NVIDIA driver differ"
  cause      = "gpu.driver-mismatch"
  confidence = 0.97
  match "driver" {
    fact  = "gpu.driver"
    where = "driver.failure == 'mismatch'"
  }
  message = "The NVIDIA kernel module and the user library differ in version"
}
