namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>An array, block by block.</summary>
internal sealed class ArrayStep(Step item, int minItemBytes) : Step
{
    public override void Run(ref Transcoding work)
    {
        for (var count = work.Input.ReadBlock(minItemBytes); count > 0; count = work.Input.ReadBlock(minItemBytes))
        {
            work.Output.WriteBlock(count);
            for (; count > 0; count--)
                item.Run(ref work);
        }

        work.Output.WriteEnd();
    }
}
