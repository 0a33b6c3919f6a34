namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>Reads one value as the writer wrote it and writes it as the reader wants it.</summary>
internal abstract class Step
{
    public abstract void Run(ref Transcoding work);
}
