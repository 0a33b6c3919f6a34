using System.Text;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>
/// A compiled summary: text, <c>{placeholder}</c>, <c>{attributes.name}</c>, and <c>[optional parts]</c> that vanish when a placeholder in them has no value.
/// Outside an optional part a missing value reads "unknown". Doubled braces and brackets stand for themselves.
/// </summary>
internal sealed class SummaryTemplate
{
    private const int MaxLength = 1000;
    private const string Attributes = "attributes.";
    private const string Missing = "unknown";

    [ThreadStatic]
    private static StringBuilder? t_text;

    private readonly List<Part> _parts = [];

    /// <summary>Null with the reason when the text is no template.</summary>
    public static SummaryTemplate? Parse(string text, out string? error)
    {
        error = text.Length > MaxLength ? $"the text is longer than {MaxLength} characters." : null;
        if (error is not null)
            return null;
        var template = new SummaryTemplate();
        var literal = new StringBuilder();
        var group = 0;
        var groups = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is '{' or '}' or '[' or ']' && i + 1 < text.Length && text[i + 1] == letter)
            {
                literal.Append(letter);
                i++;
                continue;
            }

            if (letter is not ('{' or '}' or '[' or ']'))
            {
                literal.Append(letter);
                continue;
            }

            template.Flush(literal, group);
            switch (letter)
            {
                case '{':
                    var end = text.IndexOf('}', i);
                    error = end < 0 ? "a '{' is not closed." : template.AddPlaceholder(text[(i + 1)..end].Trim(), group);
                    i = end;
                    break;
                case '[' when group == 0:
                    group = ++groups;
                    break;
                case ']' when group > 0:
                    group = 0;
                    break;
                default:
                    error = letter == '[' ? "optional parts cannot be nested." : $"a '{letter}' without its beginning.";
                    break;
            }

            if (error is not null)
                return null;
        }

        template.Flush(literal, group);
        error = group > 0 ? "a '[' is not closed." : null;
        return error is null ? template : null;
    }

    public string Render(in SummaryFacts facts)
    {
        var text = (t_text ??= new StringBuilder(256)).Clear();
        for (var i = 0; i < _parts.Count; i++)
        {
            var part = _parts[i];
            if (part.Group > 0 && !Complete(part.Group, i, facts, out var after))
            {
                i = after - 1;
                continue;
            }

            text.Append(part.Literal ?? Value(part, facts) ?? Missing);
        }

        return text.ToString();
    }

    /// <summary>Whether every placeholder from here to the end of the group has a value; <paramref name="after"/> is where the group ends.</summary>
    private bool Complete(int group, int from, in SummaryFacts facts, out int after)
    {
        var complete = true;
        for (after = from; after < _parts.Count && _parts[after].Group == group; after++)
            complete &= _parts[after].Literal is not null || Value(_parts[after], facts) is not null;
        return complete;
    }

    private static string? Value(Part part, in SummaryFacts facts) =>
        part.Attribute is { } name ? facts.Draft.Attributes.GetValueOrDefault(name) : facts.Value(part.Field);

    private string? AddPlaceholder(string name, int group)
    {
        if (name.StartsWith(Attributes, StringComparison.Ordinal) && name.Length > Attributes.Length)
        {
            _parts.Add(new Part(null, SummaryField.None, name[Attributes.Length..], group));
            return null;
        }

        var field = FieldOf(name);
        if (field == SummaryField.None)
            return $"unknown placeholder '{{{name}}}'.";
        _parts.Add(new Part(null, field, null, group));
        return null;
    }

    private static SummaryField FieldOf(string name) => name switch
    {
        "actor" => SummaryField.Actor,
        "operation" => SummaryField.Operation,
        "target" => SummaryField.Target,
        "targets" => SummaryField.Targets,
        "target_type" => SummaryField.TargetType,
        "ip" => SummaryField.Ip,
        "category" => SummaryField.Category,
        "workload" => SummaryField.Workload,
        "service" => SummaryField.Service,
        "result" or "outcome" => SummaryField.Result,
        "code" => SummaryField.Code,
        "reason" => SummaryField.Reason,
        "app" => SummaryField.App,
        "resource" => SummaryField.Resource,
        "device" => SummaryField.Device,
        "country" => SummaryField.Country,
        "city" => SummaryField.City,
        _ => SummaryField.None,
    };

    private void Flush(StringBuilder literal, int group)
    {
        if (literal.Length == 0)
            return;
        _parts.Add(new Part(literal.ToString(), SummaryField.None, null, group));
        literal.Clear();
    }

    private readonly record struct Part(string? Literal, SummaryField Field, string? Attribute, int Group);
}
