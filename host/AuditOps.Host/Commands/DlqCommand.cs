using System.CommandLine;

namespace AuditOps.Host.Commands;

internal static class DlqCommand
{
    public static Command Create() => new("dlq", "Records that could not go on: what they are, why, and how to put them in again.\nExample: auditops dlq list --code NotJson --since 24h")
    {
        DlqListCommand.Create(), DlqShowCommand.Create(), DlqReplayCommand.Create(),
    };
}
