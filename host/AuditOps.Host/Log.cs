using Microsoft.Extensions.Logging;

namespace AuditOps.Host;

internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "{Role} is ready at {Address}")]
    public static partial void RoleReady(ILogger logger, string role, string address);

    [LoggerMessage(6001, LogLevel.Information, "{Role} stops")]
    public static partial void RoleStops(ILogger logger, string role);

    [LoggerMessage(6002, LogLevel.Critical, "{Role} ended: {Reason}")]
    public static partial void RoleEnded(ILogger logger, string role, string reason);
}
