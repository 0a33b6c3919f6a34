namespace AuditOps.Engines.Sigma.Plan;

internal sealed class PlanTest(Predicate predicate) : PlanNode
{
    public Predicate Predicate { get; } = predicate;

    public override bool Holds(PredicateAnswers answers) => answers.IsTrue(Predicate);
}
