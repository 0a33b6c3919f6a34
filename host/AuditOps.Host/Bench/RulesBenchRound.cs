using AuditOps.Engines.Normalize;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Host.Bench;

/// <summary>Takes all records once through a stage.</summary>
internal sealed class RulesBenchRound(SigmaMatcher matcher, List<RulesBenchRecord> records, RulesBenchStage stage)
{
    private readonly EventNormalizer _normalizer = new(new NormalizeOptions());
    private readonly List<SigmaRule> _hits = [];

    public long Evaluated => matcher.Evaluated;

    /// <returns>Records that a rule matched.</returns>
    public int Run()
    {
        var matched = 0;
        foreach (var (envelope, known, route) in records)
        {
            switch (stage)
            {
                case RulesBenchStage.Whole:
                    var made = _normalizer.Normalize(envelope);
                    matcher.Match(envelope.Payload.Span, made, FieldMap.BuiltIn.RouteOf(made), _hits);
                    break;
                case RulesBenchStage.Normalizing:
                    _normalizer.Normalize(envelope);
                    break;
                default:
                    matcher.Match(envelope.Payload.Span, known, stage == RulesBenchStage.Asking ? route : null, _hits);
                    break;
            }

            matched += _hits.Count > 0 ? 1 : 0;
        }

        return matched;
    }
}
