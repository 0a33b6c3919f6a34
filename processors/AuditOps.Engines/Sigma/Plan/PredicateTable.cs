using System.Globalization;
using System.Text;
using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The predicates of a plan, each once.</summary>
internal sealed class PredicateTable(TimeZoneInfo zone)
{
    private readonly Dictionary<string, Predicate> _byKey = new(StringComparer.Ordinal);
    private readonly List<Predicate> _all = [];

    public IReadOnlyList<Predicate> All => _all;

    /// <summary>With which tests of the same field it can be asked together; null when with none.</summary>
    public static TestGroup? GroupOf(ValueTest test) => test switch
    {
        NumberTest => TestGroup.Exact,
        TextTest { Cased: false, Pattern.IsLiteral: true } => TestGroup.Exact,
        TextTest { Cased: false } => TestGroup.Pattern,
        TextTest => TestGroup.CasedPattern,
        _ => null,
    };

    /// <param name="slots">Where the field stands.</param>
    /// <param name="tests">One test, or several of one group.</param>
    /// <param name="others">Where the other field of a reference stands.</param>
    public Predicate Of(int[] slots, List<ValueTest> tests, int[] others)
    {
        var key = Key(slots, tests, others);
        if (!_byKey.TryGetValue(key, out var predicate))
        {
            _byKey.Add(key, predicate = Make(_all.Count, slots, tests, others));
            _all.Add(predicate);
        }

        return predicate;
    }

    private Predicate Make(int id, int[] slots, List<ValueTest> tests, int[] others)
    {
        switch (GroupOf(tests[0]))
        {
            case TestGroup.Exact:
                return new SetPredicate(id, slots, [.. tests.OfType<TextTest>().Select(test => test.Pattern.Literal)], [.. tests.OfType<NumberTest>().Select(test => test.Canonical)]);
            case TestGroup.Pattern or TestGroup.CasedPattern:
                var patterns = tests.ConvertAll(test => ((TextTest)test).Pattern);
                return new PatternPredicate(id, slots, patterns, ((TextTest)tests[0]).Cased);
        }

        return tests[0] switch
        {
            RegexTest regex => new RegexPredicate(id, slots, regex),
            NetworkTest network => new NetworkPredicate(id, slots, network.Network),
            CompareTest compare => new ComparePredicate(id, slots, compare, zone),
            AfterHoursTest hours => new AfterHoursPredicate(id, slots, hours.Hours),
            NullTest => new NullPredicate(id, slots),
            ExistsTest => new ExistsPredicate(id, slots),
            FieldReferenceTest reference => new ReferencePredicate(id, slots, others, reference),
            var other => throw new InvalidOperationException($"No predicate asks a {other.GetType().Name}."),
        };
    }

    private static string Key(int[] slots, List<ValueTest> tests, int[] others)
    {
        var key = new StringBuilder();
        key.AppendJoin(',', slots).Append('>').AppendJoin(',', others);
        foreach (var part in tests.Select(KeyOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            key.Append(' ').Append(part.Length).Append(':').Append(part);
        return key.ToString();
    }

    private static string KeyOf(ValueTest test) => test switch
    {
        TextTest { Cased: false, Pattern.IsLiteral: true } text => "=" + text.Pattern.Literal.ToUpperInvariant(),
        TextTest text => (text.Cased ? "c" : "p") + text.Pattern,
        NumberTest number => "#" + number.Canonical,
        CompareTest compare => string.Create(CultureInfo.InvariantCulture, $"<{compare.Operator} {compare.Number} {compare.Part}"),
        RegexTest regex => string.Create(CultureInfo.InvariantCulture, $"r{(int)regex.Options} {regex.Pattern}"),
        NetworkTest network => "n" + network.Network,
        AfterHoursTest hours => "h" + hours.Hours.Key,
        NullTest => "0",
        ExistsTest => "e",
        FieldReferenceTest reference => $"f{reference.Mode}{reference.Cased}",
        _ => throw new InvalidOperationException($"No predicate asks a {test.GetType().Name}."),
    };
}
