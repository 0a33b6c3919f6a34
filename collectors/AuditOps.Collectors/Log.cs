using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "import {Run} begins with {Files} inputs for {Tenant}")]
    public static partial void ImportBegins(ILogger logger, string run, int files, string tenant);

    [LoggerMessage(2001, LogLevel.Information, "import {Run} goes on after {Items} items")]
    public static partial void ImportGoesOn(ILogger logger, string run, long items);

    [LoggerMessage(2002, LogLevel.Information, "import {Run}: {Read} read, {Published} published, {Duplicates} duplicates, {DeadLettered} dead-lettered")]
    public static partial void ImportEnds(ILogger logger, string run, long read, long published, long duplicates, long deadLettered);
}
