namespace AuditOps.Engines.Correlation;

/// <summary>A boolean expression over the rules of a temporal correlation: each is true when it matched in the window.</summary>
public abstract record StepExpression
{
    /// <param name="seen">Whether the step of that number matched.</param>
    public abstract bool Holds(ReadOnlySpan<bool> seen);

    /// <summary>Once true it stays true as matches are added.</summary>
    public abstract bool IsMonotone { get; }

    /// <summary>The step of that number matched.</summary>
    public sealed record Step(int Number) : StepExpression
    {
        public override bool IsMonotone => true;

        public override bool Holds(ReadOnlySpan<bool> seen) => seen[Number];
    }

    public sealed record Not(StepExpression Inner) : StepExpression
    {
        public override bool IsMonotone => false;

        public override bool Holds(ReadOnlySpan<bool> seen) => !Inner.Holds(seen);
    }

    public sealed record And(StepExpression Left, StepExpression Right) : StepExpression
    {
        public override bool IsMonotone => Left.IsMonotone && Right.IsMonotone;

        public override bool Holds(ReadOnlySpan<bool> seen) => Left.Holds(seen) && Right.Holds(seen);
    }

    public sealed record Or(StepExpression Left, StepExpression Right) : StepExpression
    {
        public override bool IsMonotone => Left.IsMonotone && Right.IsMonotone;

        public override bool Holds(ReadOnlySpan<bool> seen) => Left.Holds(seen) || Right.Holds(seen);
    }
}
