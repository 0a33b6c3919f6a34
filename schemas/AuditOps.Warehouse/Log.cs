using Microsoft.Extensions.Logging;

namespace AuditOps.Warehouse;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Applied migration {Name}")]
    public static partial void MigrationApplied(ILogger logger, string name);
}
