namespace AuditOps.Engines.Sigma.Plan;

internal sealed class PlanConstant(bool value) : PlanNode
{
    public bool Value { get; } = value;

    public override bool Holds(PredicateAnswers answers) => Value;
}
