using YamlDotNet.RepresentationModel;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>Summary templates: a list of rules of which the first that fits gives the sentence; else the default. People edit the file.</summary>
public sealed class SummaryFile
{
    private readonly List<(Condition When, SummaryTemplate Text)> _rules = [];
    private SummaryTemplate _default = SummaryTemplate.Parse("{operation}[ | {target}] by {actor}", out _)!;

    private SummaryFile()
    {
    }

    /// <summary>The file that ships with the program.</summary>
    public static SummaryFile BuiltIn { get; } = Parse(BuiltInRules.Text("summaries.yaml"), "summaries.yaml");

    /// <summary>Reads a summary file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="RuleFileException">With every error, its line and reason.</exception>
    public static SummaryFile Parse(string yaml, string file)
    {
        var reader = new RuleYaml(file);
        var parsed = new SummaryFile();
        foreach (var (key, value) in reader.Load(yaml).Children)
        {
            switch ((key as YamlScalarNode)?.Value)
            {
                case "summaries":
                    foreach (var rule in reader.Rules(value, "summaries"))
                        parsed.Add(reader, rule);
                    break;
                case "default":
                    parsed._default = Template(reader, value, "default") ?? parsed._default;
                    break;
                default:
                    reader.Error(key, $"unknown key '{key}'.");
                    break;
            }
        }

        reader.Check();
        return parsed;
    }

    internal SummaryTemplate TemplateOf(in RuleInput input, string category)
    {
        foreach (var (when, text) in _rules)
        {
            if (when.Fits(input, category))
                return text;
        }

        return _default;
    }

    private void Add(RuleYaml reader, YamlMappingNode rule)
    {
        var condition = reader.Condition(rule, "text");
        if (!rule.Children.TryGetValue("text", out var text))
            reader.Error(rule, "the rule has no 'text'.");
        else if (Template(reader, text, "text") is { } template)
            _rules.Add((condition, template));
    }

    private static SummaryTemplate? Template(RuleYaml reader, YamlNode node, string name)
    {
        if (reader.Text(node, name) is not { } text)
            return null;
        var template = SummaryTemplate.Parse(text, out var error);
        if (template is null)
            reader.Error(node, $"'{name}': {error}");
        return template;
    }
}
