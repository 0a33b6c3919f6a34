namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>The writer's union: what its branch resolves to.</summary>
internal sealed class FromUnionStep(Step[] branches) : Step
{
    public override void Run(ref Transcoding work) => branches[work.Input.ReadUnionIndex(branches.Length)].Run(ref work);
}
