namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>
/// A record. Where both sides have their common fields in the same order, it is one pass; else a first pass finds where each of the
/// writer's fields begins and a second one goes by the reader's order.
/// </summary>
internal sealed class RecordStep : Step
{
    /// <summary>For each field of the writer, in the writer's order: what passes over it. Empty when one pass does.</summary>
    public Step[] Passes { get; set; } = [];

    /// <summary>What happens, in order.</summary>
    public RecordAction[] Actions { get; set; } = [];

    /// <summary>Set when the record turned out to be unreadable after something already refers to it.</summary>
    public string? Failure { get; set; }

    public override void Run(ref Transcoding work)
    {
        if (Failure is not null)
            throw work.Input.Error(AvroErrorCode.Incompatible, Failure);
        work.Input.Enter();
        if (Passes.Length == 0)
            RunActions(ref work, default);
        else
            RunReordered(ref work);
        work.Input.Leave();
    }

    private void RunReordered(ref Transcoding work)
    {
        var starts = new int[Passes.Length];
        for (var i = 0; i < Passes.Length; i++)
        {
            starts[i] = work.Input.Position;
            Passes[i].Run(ref work);
        }

        var end = work.Input.Position;
        RunActions(ref work, starts);
        work.Input.Seek(end);
    }

    private void RunActions(ref Transcoding work, ReadOnlySpan<int> starts)
    {
        foreach (var action in Actions)
        {
            if (action.Default is { } value)
            {
                work.Output.WriteRaw(value);
                if (work.Output.Written > work.MaxOutput)
                    throw work.Input.Error(AvroErrorCode.BlowUp, $"more than {work.MaxOutput} bytes after defaults are filled in");
                continue;
            }

            if (!starts.IsEmpty)
                work.Input.Seek(starts[action.WriterField]);
            action.Step!.Run(ref work);
        }
    }
}
