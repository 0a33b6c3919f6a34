using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>Compiles rules into one plan: equal questions of different rules become one predicate, lists of values become one table look-up.</summary>
internal sealed class PlanCompiler
{
    private readonly SlotTable _slots = new();
    private readonly PredicateTable _predicates;
    private readonly IFieldResolver _fields;
    private readonly HashSet<Predicate> _inRule = [];
    private readonly Dictionary<(int Rule, string Field), int[]> _places = [];
    private readonly TimeZoneInfo _zone;
    private LogSource _source = new(null, null, null);
    private int _rule;

    private PlanCompiler(SigmaOptions options, IFieldResolver fields)
    {
        _zone = options.TimeZone;
        _fields = fields;
        _predicates = new PredicateTable(options.TimeZone);
    }

    /// <param name="rules">The rules, in the order in which they are told.</param>
    /// <param name="options">Those of loading.</param>
    /// <param name="fields">Where fields stand.</param>
    /// <param name="wanted">Further fields whose values a rule's matches need.</param>
    public static RulePlan Compile(IReadOnlyList<SigmaRule> rules, SigmaOptions options, IFieldResolver fields, Func<SigmaRule, IEnumerable<string>>? wanted = null) =>
        new PlanCompiler(options, fields).Compile(rules, wanted);

    private RulePlan Compile(IReadOnlyList<SigmaRule> rules, Func<SigmaRule, IEnumerable<string>>? wanted)
    {
        var conditions = new PlanNode[rules.Count];
        for (var i = 0; i < rules.Count; i++)
        {
            _rule = i;
            _source = rules[i].LogSource;
            conditions[i] = Node(rules[i].Condition);
            foreach (var field in wanted?.Invoke(rules[i]) ?? [])
                Slots(field);
            foreach (var predicate in _inRule)
                predicate.Uses++;
            _inRule.Clear();
        }

        var witnesses = new WitnessIndex(conditions, _predicates.All, _slots.Count);
        return new RulePlan
        {
            Rules = [.. rules],
            Conditions = conditions,
            Always = witnesses.Always,
            Predicates = [.. _predicates.All],
            Root = _slots.Build(),
            Slots = _slots.Count,
            Leaves = _slots.Leaves,
            Own = _slots.Own,
            Transforms = _slots.Transforms,
            Indexes = witnesses.Indexes,
            Fields = _places,
            TimeZone = _zone,
        };
    }

    private PlanNode Node(Expr expr) => expr switch
    {
        ConstantExpr constant => new PlanConstant(constant.Value),
        NotExpr { Operand: NotExpr inner } => Node(inner.Operand),
        NotExpr not => new PlanNot(Node(not.Operand)),
        AllExpr all => All(all),
        AnyExpr any => Any(any),
        FieldExpr field => Test(field.Field, [field.Test]),
        _ => throw new InvalidOperationException($"A detection cannot hold a {expr.GetType().Name}."),
    };

    private PlanNode All(AllExpr all)
    {
        var operands = new List<PlanNode>(all.Operands.Count);
        foreach (var operand in all.Operands)
        {
            var node = Node(operand);
            if (node is PlanAll inner)
                operands.AddRange(inner.Operands);
            else
                operands.Add(node);
        }

        return new PlanAll([.. operands.OrderBy(Effort)]);
    }

    /// <summary>What is known already is asked first, what must be searched for last.</summary>
    private static int Effort(PlanNode node) => node switch
    {
        PlanConstant or PlanTest { Predicate: SetPredicate or NullPredicate or ExistsPredicate } => 0,
        PlanNot not => Effort(not.Operand),
        PlanTest { Predicate: PatternPredicate } => 1,
        PlanTest => 2,
        _ => 3,
    };

    /// <summary>Alternatives about the same field are asked together where one look answers them all.</summary>
    private PlanNode Any(AnyExpr any)
    {
        var operands = new List<PlanNode>();
        var groups = new Dictionary<(string? Field, TestGroup Group), List<ValueTest>>();
        foreach (var operand in Flat(any))
        {
            if (operand is not FieldExpr field || PredicateTable.GroupOf(field.Test) is not { } group)
            {
                operands.Add(Node(operand));
                continue;
            }

            if (!groups.TryGetValue((field.Field, group), out var tests))
                groups.Add((field.Field, group), tests = []);
            tests.Add(field.Test);
        }

        foreach (var ((field, _), tests) in groups)
            operands.Add(Test(field, tests));
        return operands.Count == 1 ? operands[0] : new PlanAny([.. operands]);
    }

    private static IEnumerable<Expr> Flat(AnyExpr any)
    {
        foreach (var operand in any.Operands)
        {
            if (operand is AnyExpr inner)
            {
                foreach (var each in Flat(inner))
                    yield return each;
            }
            else
            {
                yield return operand;
            }
        }
    }

    private PlanNode Test(string? field, List<ValueTest> tests)
    {
        var slots = Slots(field);
        if (tests is [ExistsTest { Wanted: false }])
            return new PlanNot(Asked(_predicates.Of(slots, [new ExistsTest(true)], [])));
        var others = tests is [FieldReferenceTest reference] ? Slots(reference.OtherField) : [];
        return Asked(_predicates.Of(slots, tests, others));
    }

    private PlanTest Asked(Predicate predicate)
    {
        _inRule.Add(predicate);
        return new PlanTest(predicate);
    }

    private int[] Slots(string? field)
    {
        if (_places.TryGetValue((_rule, field ?? string.Empty), out var slots))
            return slots;
        slots = field is null ? [_slots.KeywordSlot()] : [.. _fields.Resolve(_source, field).Select(_slots.Of).Distinct().Order()];
        _places.Add((_rule, field ?? string.Empty), slots);
        return slots;
    }
}
