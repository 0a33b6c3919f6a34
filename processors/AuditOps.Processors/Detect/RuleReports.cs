using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Detect;

/// <summary>
/// Alerts about rules that were switched off, and the commands that keep them off everywhere. They leave with the next commit and are kept over an abort: the record that was the reason comes again, but then the rule is
/// off already.
/// </summary>
internal sealed class RuleReports(Topic<Command> commands) : ICommitParticipant
{
    public const string ParticipantName = "rule-reports";

    private readonly List<Command> _waiting = [];
    private int _written;

    public void Add(Command report) => _waiting.Add(report);

    public void DeadLettered(FailedRecord failed)
    {
        // Nothing of it concerns rules.
    }

    public void BeforeCommit(ICommitOutput output)
    {
        foreach (var report in _waiting)
            output.Write(commands, Keys.Join(report.Tenant, report.Subject), report, report.At.ToUnixTimeMilliseconds());
        _written = _waiting.Count;
    }

    public void Committed()
    {
        _waiting.RemoveRange(0, _written);
        _written = 0;
    }

    public void Aborted() => _written = 0;
}
