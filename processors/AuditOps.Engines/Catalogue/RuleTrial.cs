using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Catalogue;

/// <summary>Asks each rule of a set alone about one record, to find out which of them throws or takes long.</summary>
public static class RuleTrial
{
    // The shortest of so many counts: a thread that has to wait for the processor is not the rule's fault.
    private const int Tries = 3;

    /// <summary>What came of each rule that was asked: how long it took at best, or what it threw.</summary>
    public static IReadOnlyList<(RuleUse Rule, TimeSpan Took, Exception? Threw)> Run(RuleSet set, ReadOnlyMemory<byte> record, AuditEvent normalized, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(time);
        var route = FieldMap.BuiltIn.RouteOf(normalized);
        var results = new List<(RuleUse, TimeSpan, Exception?)>();
        foreach (var use in set.Uses)
        {
            if (route is not null && !route.Takes(use.Rule))
                continue;
            results.Add(Try(set, use, record, normalized, route, time));
        }

        return results;
    }

    private static (RuleUse, TimeSpan, Exception?) Try(RuleSet set, RuleUse use, ReadOnlyMemory<byte> record, AuditEvent normalized, EventRoute? route, TimeProvider time)
    {
        try
        {
            var matcher = set.Alone(use.Rule).CreateMatcher();
            var hits = new List<Sigma.Model.SigmaRule>();
            // The first time compiles the plan.
            matcher.Match("{}"u8, null, route, hits);
            var best = TimeSpan.MaxValue;
            for (var i = 0; i < Tries; i++)
            {
                var started = time.GetTimestamp();
                matcher.Match(record.Span, normalized, route, hits);
                var took = time.GetElapsedTime(started);
                best = took < best ? took : best;
            }

            // What is asked of a match belongs to it.
            foreach (var hit in hits)
                _ = matcher.Why(hit);

            return (use, best, null);
        }
        catch (Exception e)
        {
            // Whatever it is: to find out who throws is what this is for.
            return (use, TimeSpan.Zero, e);
        }
    }
}
