namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>A map, block by block.</summary>
internal sealed class MapStep(Step value, int minEntryBytes) : Step
{
    public override void Run(ref Transcoding work)
    {
        for (var count = work.Input.ReadBlock(minEntryBytes); count > 0; count = work.Input.ReadBlock(minEntryBytes))
        {
            work.Output.WriteBlock(count);
            for (; count > 0; count--)
            {
                work.Output.WriteBytes(work.Input.ReadRaw(work.Input.ReadLength()));
                value.Run(ref work);
            }
        }

        work.Output.WriteEnd();
    }
}
