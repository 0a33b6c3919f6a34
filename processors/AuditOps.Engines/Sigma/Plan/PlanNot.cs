namespace AuditOps.Engines.Sigma.Plan;

internal sealed class PlanNot(PlanNode operand) : PlanNode
{
    public PlanNode Operand { get; } = operand;

    public override bool Holds(PredicateAnswers answers) => !Operand.Holds(answers);
}
