using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>Finds the steps from a writer's schema to a reader's.</summary>
internal sealed class StepCompiler
{
    private readonly Dictionary<(RecordSchema Writer, RecordSchema Reader), RecordStep> _records = [];
    private readonly ItemSizes _sizes = new();

    public Step Compile(AvroSchema writer, AvroSchema reader)
    {
        if (writer is UnionSchema union)
            return CompileFromUnion(union, reader);
        if (reader is UnionSchema wanted)
            return CompileToUnion(writer, wanted);
        return (writer, reader) switch
        {
            (RecordSchema from, RecordSchema to) when to.Accepts(from) => CompileRecord(from, to),
            (EnumSchema from, EnumSchema to) when to.Accepts(from) => new EnumStep(from, to),
            (FixedSchema from, FixedSchema to) when to.Accepts(from) && from.Size == to.Size => new FixedStep(from.Size),
            (ArraySchema from, ArraySchema to) => new ArrayStep(Compile(from.Items, to.Items), _sizes.Min(from.Items)),
            (MapSchema from, MapSchema to) => new MapStep(Compile(from.Values, to.Values), 1 + _sizes.Min(from.Values)),
            _ => CopyStep.TryCreate(writer.Type, reader.Type) ?? throw Incompatible($"{Describe(writer)} cannot be read as {Describe(reader)}"),
        };
    }

    private FromUnionStep CompileFromUnion(UnionSchema writer, AvroSchema reader)
    {
        var steps = new Step[writer.Branches.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            try
            {
                steps[i] = Compile(writer.Branches[i], reader);
            }
            catch (AvroException e) when (e.Code == AvroErrorCode.Incompatible)
            {
                steps[i] = new FailStep(e.Message);
            }
        }

        return new FromUnionStep(steps);
    }

    private ToUnionStep CompileToUnion(AvroSchema writer, UnionSchema reader)
    {
        for (var i = 0; i < reader.Branches.Length; i++)
        {
            if (Matches(writer, reader.Branches[i]))
                return new ToUnionStep(i, Compile(writer, reader.Branches[i]));
        }

        throw Incompatible($"{Describe(writer)} is no branch of the reader's union");
    }

    private RecordStep CompileRecord(RecordSchema writer, RecordSchema reader)
    {
        if (_records.TryGetValue((writer, reader), out var known))
            return known.Failure is null ? known : throw new AvroException(AvroErrorCode.Incompatible, known.Failure);
        var step = new RecordStep();
        _records.Add((writer, reader), step);
        try
        {
            FillRecord(step, writer, reader);
        }
        catch (AvroException e)
        {
            step.Failure = e.Message;
            throw;
        }

        return step;
    }

    private void FillRecord(RecordStep step, RecordSchema writer, RecordSchema reader)
    {
        var actions = new List<RecordAction>();
        var ordered = true;
        var next = 0;
        foreach (var field in reader.Fields)
        {
            var index = FindWriterField(writer, field);
            if (index < 0)
            {
                var value = field.Default ?? throw Incompatible($"{reader.FullName} needs field '{field.Name}', which the writer does not have and which has no default");
                actions.Add(new RecordAction(null, -1, value));
                continue;
            }

            ordered &= index >= next;
            for (; ordered && next < index; next++)
                actions.Add(new RecordAction(new SkipStep(writer.Fields[next].Schema, _sizes), next, null));
            actions.Add(new RecordAction(Compile(writer.Fields[index].Schema, field.Schema), index, null));
            next = index + 1;
        }

        if (ordered)
        {
            for (; next < writer.Fields.Length; next++)
                actions.Add(new RecordAction(new SkipStep(writer.Fields[next].Schema, _sizes), next, null));
        }
        else
        {
            actions.RemoveAll(static action => action.Step is SkipStep);
            step.Passes = Array.ConvertAll(writer.Fields, field => (Step)new SkipStep(field.Schema, _sizes));
        }

        step.Actions = [.. actions];
    }

    /// <summary>The field's own name comes before its aliases.</summary>
    private static int FindWriterField(RecordSchema writer, RecordField field)
    {
        var byName = Array.FindIndex(writer.Fields, candidate => string.Equals(candidate.Name, field.Name, StringComparison.Ordinal));
        return byName >= 0 ? byName : Array.FindIndex(writer.Fields, candidate => field.IsCalled(candidate.Name));
    }

    /// <summary>The specification's "match": by type and name, and into arrays and maps, not into records.</summary>
    private static bool Matches(AvroSchema writer, AvroSchema reader) => (writer, reader) switch
    {
        (FixedSchema from, FixedSchema to) => to.Accepts(from) && from.Size == to.Size,
        (NamedSchema from, NamedSchema to) => from.Type == to.Type && to.Accepts(from),
        (ArraySchema from, ArraySchema to) => Matches(from.Items, to.Items),
        (MapSchema from, MapSchema to) => Matches(from.Values, to.Values),
        (UnionSchema, _) or (_, UnionSchema) => true,
        _ => CopyStep.IsAllowed(writer.Type, reader.Type),
    };

    private static string Describe(AvroSchema schema) => schema is NamedSchema named ? $"{schema.Type} {named.FullName}" : schema.Type.ToString();

    private static AvroException Incompatible(string why) => new(AvroErrorCode.Incompatible, $"The schemas do not resolve: {why}.");
}
