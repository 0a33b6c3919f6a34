using System.ComponentModel.DataAnnotations;

namespace AuditOps.Host.Commands;

internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Unusable = 2;

    /// <summary>What the caller can correct (arguments, options, a folder that does not fit) is 2; the rest is 1.</summary>
    public static int For(Exception exception) => exception is HostException or ArgumentException or ValidationException or InvalidDataException ? Unusable : Failed;
}
