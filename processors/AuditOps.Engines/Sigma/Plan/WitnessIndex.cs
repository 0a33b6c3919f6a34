namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// Chooses for every rule its witnesses: predicates of which one must be true for the rule to match. An exact value is the best, and of exact values the one that
/// the fewest rules share; a pattern is worse, the mere presence of a field worse still. A rule without any is looked at for every event.
/// </summary>
internal sealed class WitnessIndex
{
    private const double PatternCost = 1e4;
    private const double PresenceCost = 1e6;

    private readonly IReadOnlyList<Predicate> _predicates;

    public WitnessIndex(PlanNode[] conditions, IReadOnlyList<Predicate> predicates, int slots)
    {
        _predicates = predicates;
        var candidates = new List<int>?[predicates.Count];
        var always = new List<int>();
        for (var rule = 0; rule < conditions.Length; rule++)
        {
            if (conditions[rule] is PlanConstant { Value: false })
                continue;
            if (Best(conditions[rule]) is not { } witness)
            {
                always.Add(rule);
                continue;
            }

            foreach (var predicate in witness.Predicates.Distinct())
                (candidates[predicate.Id] ??= []).Add(rule);
        }

        for (var i = 0; i < candidates.Length; i++)
            predicates[i].Candidates = [.. candidates[i] ?? []];
        Always = [.. always];
        Indexes = BuildIndexes(slots);
    }

    public int[] Always { get; }

    public SlotIndex?[] Indexes { get; }

    /// <summary>The cheapest set of witnesses; null when there is none.</summary>
    private static Witness? Best(PlanNode node)
    {
        switch (node)
        {
            case PlanTest { Predicate: NullPredicate }:
                return null;
            case PlanTest test:
                var cost = test.Predicate switch
                {
                    SetPredicate => test.Predicate.Uses,
                    PatternPredicate { Literals.Count: > 0 } => PatternCost + test.Predicate.Uses,
                    _ => PresenceCost + test.Predicate.Uses,
                };
                return new Witness([test.Predicate], cost);
            case PlanAll all:
                Witness? best = null;
                foreach (var operand in all.Operands)
                {
                    if (Best(operand) is { } each && (best is null || each.Cost < best.Value.Cost))
                        best = each;
                }

                return best;
            case PlanAny any:
                var predicates = new List<Predicate>();
                double sum = 0;
                foreach (var operand in any.Operands)
                {
                    if (operand is PlanConstant { Value: false })
                        continue;
                    if (Best(operand) is not { } each)
                        return null;
                    predicates.AddRange(each.Predicates);
                    sum += each.Cost;
                }

                return new Witness(predicates, sum);
            case PlanConstant { Value: false }:
                return new Witness([], 0);
            default:
                return null;
        }
    }

    /// <summary>A field stands in several places, and what is asked about it is asked in each of them: slots of the same predicates share an index.</summary>
    private SlotIndex?[] BuildIndexes(int slots)
    {
        var asked = new List<Predicate>?[slots];
        foreach (var predicate in _predicates)
        {
            if (predicate is not SetPredicate && predicate.Candidates.Length == 0)
                continue;
            foreach (var slot in predicate.Slots)
                (asked[slot] ??= []).Add(predicate);
        }

        var known = new Dictionary<string, SlotIndex>(StringComparer.Ordinal);
        var indexes = new SlotIndex?[slots];
        for (var slot = 0; slot < slots; slot++)
        {
            if (asked[slot] is not { } predicates)
                continue;
            var key = string.Join(',', predicates.Select(predicate => predicate.Id));
            if (!known.TryGetValue(key, out var index))
                known.Add(key, index = Index(predicates));
            indexes[slot] = index;
        }

        return indexes;
    }

    private static SlotIndex Index(List<Predicate> predicates)
    {
        var exact = new Dictionary<string, (List<int> Texts, List<int> Numbers)>(StringComparer.OrdinalIgnoreCase);
        foreach (var set in predicates.OfType<SetPredicate>())
            AddExact(exact, set);
        var table = new Dictionary<string, ExactHit>(exact.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (text, hit) in exact)
            table.Add(text, new ExactHit([.. hit.Texts.Distinct()], [.. hit.Numbers.Distinct()]));
        return new SlotIndex(table, [.. predicates.Where(predicate => predicate is not SetPredicate)]);
    }

    private static void AddExact(Dictionary<string, (List<int> Texts, List<int> Numbers)> table, SetPredicate set)
    {
        foreach (var text in set.Texts)
            Hit(text).Texts.Add(set.Id);
        foreach (var number in set.Numbers)
            Hit(number).Numbers.Add(set.Id);

        (List<int> Texts, List<int> Numbers) Hit(string key)
        {
            if (!table.TryGetValue(key, out var hit))
                table.Add(key, hit = ([], []));
            return hit;
        }
    }

    private readonly record struct Witness(IReadOnlyList<Predicate> Predicates, double Cost);
}
