using System.Diagnostics.Metrics;

namespace AuditOps.Processors.Detect;

/// <summary>What rules find, as counters.</summary>
internal sealed class DetectTelemetry
{
    public const string MeterName = "AuditOps.Processors.Detect";

    private readonly Counter<long> _found;
    private readonly Counter<long> _notAsked;

    public DetectTelemetry(Meter meter)
    {
        _found = meter.CreateCounter<long>("auditops.detect.found", "{match}", "Matches of rules by what they lead to: candidate, silent (a rule in testing) or match (a step of a correlation).");
        _notAsked = meter.CreateCounter<long>("auditops.detect.not_asked", "{event}", "Events that went on without having been asked about, because too many rules failed on them.");
    }

    public void Found(string kind) => _found.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void NotAsked() => _notAsked.Add(1);
}
