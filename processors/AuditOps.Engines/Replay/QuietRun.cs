using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>Rules over a time in which nobody attacks: counts its events and the alerts that they raise. For one thread.</summary>
/// <param name="rules">The rules.</param>
/// <param name="normalize">Reads a record.</param>
/// <param name="from">First instant that counts; before it rules learn.</param>
/// <param name="to">The instant after.</param>
public sealed class QuietRun(SigmaRules rules, Func<byte[], AuditEvent?> normalize, DateTimeOffset from, DateTimeOffset to)
{
    private readonly RuleReplay _replay = new(rules, FieldMap.BuiltIn, "quiet");
    private readonly HashSet<string> _operations = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Events of the time that counts.</summary>
    public int Events { get; private set; }

    /// <summary>What was done in the time that counts, each once.</summary>
    public IReadOnlyCollection<string> Operations => _operations;

    /// <returns>The event; null when the bytes are no record.</returns>
    public AuditEvent? Add(byte[] record)
    {
        if (normalize(record) is not { } value)
            return null;
        _replay.Add(record, value, FieldMap.BuiltIn.RouteOf(value));
        if (value.EventTime >= from && value.EventTime < to)
        {
            Events++;
            _operations.Add(value.Operation);
        }

        return value;
    }

    /// <summary>All alerts, those before and after the time that counts among them. Call it once, at the end.</summary>
    public IReadOnlyList<ReplayFinding> Finish() => _replay.Finish();

    /// <summary>The alerts that began in the time that counts.</summary>
    public IReadOnlyList<ReplayFinding> Quiet(IEnumerable<ReplayFinding> findings) => [.. findings.Where(finding => finding.FirstSeen >= from && finding.FirstSeen < to)];
}
