/*
 * The names of severities, apart from the table of codes because its generator needs them too.
 */
#include "scan/codes.h"

static const char *const names[] = {
    [WL_SEVERITY_INFO] = "info",         [WL_SEVERITY_TRANSIENT] = "transient",
    [WL_SEVERITY_USAGE] = "usage",       [WL_SEVERITY_CONFIG] = "config",
    [WL_SEVERITY_RESOURCE] = "resource", [WL_SEVERITY_LOCAL] = "local",
    [WL_SEVERITY_PEER] = "peer",         [WL_SEVERITY_DNS] = "dns",
    [WL_SEVERITY_PROVIDER] = "provider",
};

const char *
wl_severity_name(unsigned severity)
{
    return severity < sizeof names / sizeof *names ? names[severity] : "";
}
