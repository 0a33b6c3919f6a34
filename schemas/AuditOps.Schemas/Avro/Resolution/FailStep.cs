namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>A branch of the writer's union that the reader cannot take. An error only when such a value comes.</summary>
internal sealed class FailStep(string why) : Step
{
    public override void Run(ref Transcoding work) => throw work.Input.Error(AvroErrorCode.Incompatible, why);
}
