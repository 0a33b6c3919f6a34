namespace AuditOps.Engines.Sigma.Plan;

internal sealed class PlanAny(PlanNode[] operands) : PlanNode
{
    public PlanNode[] Operands { get; } = operands;

    public override bool Holds(PredicateAnswers answers)
    {
        foreach (var operand in Operands)
        {
            if (operand.Holds(answers))
                return true;
        }

        return false;
    }
}
