namespace AuditOps.Engines.Sigma.Plan;

/// <summary>One value of a slot: where its characters stand, and which value of the slot comes next (index + 1, 0 at the end).</summary>
internal struct EventValue
{
    public int Start;
    public int Length;
    public int Next;
    public EventValueKind Kind;
}
