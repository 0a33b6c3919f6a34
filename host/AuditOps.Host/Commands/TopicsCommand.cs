using System.CommandLine;

namespace AuditOps.Host.Commands;

internal static class TopicsCommand
{
    public static Command Create() => new("topics", "Look at topics.\nExample: auditops topics tail auditops.enriched.v1 --max 5") { TopicsListCommand.Create(), TopicsTailCommand.Create() };
}
