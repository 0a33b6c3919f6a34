namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>One value on its way from the writer's encoding into the reader's.</summary>
internal ref struct Transcoding
{
    public AvroReader Input;
    public AvroWriter Output;
    public long MaxOutput;
}
