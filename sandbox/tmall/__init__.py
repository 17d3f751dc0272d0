"""The stand-in for the Taobao Open Platform gateway that Tmall shops answer on."""
