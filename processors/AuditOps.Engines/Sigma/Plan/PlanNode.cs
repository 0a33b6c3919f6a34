namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A rule's condition over shared predicates.</summary>
internal abstract class PlanNode
{
    public abstract bool Holds(PredicateAnswers answers);
}
