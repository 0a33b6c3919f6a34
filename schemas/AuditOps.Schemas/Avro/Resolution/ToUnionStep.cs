namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>A value that the reader has as one branch of a union.</summary>
internal sealed class ToUnionStep(int branch, Step value) : Step
{
    public override void Run(ref Transcoding work)
    {
        work.Output.WriteInt(branch);
        value.Run(ref work);
    }
}
