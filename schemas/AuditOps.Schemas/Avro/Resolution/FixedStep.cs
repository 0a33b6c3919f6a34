namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>A fixed of the same size.</summary>
internal sealed class FixedStep(int size) : Step
{
    public override void Run(ref Transcoding work) => work.Output.WriteRaw(work.Input.ReadRaw(size));
}
