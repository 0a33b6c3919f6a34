using YamlDotNet.RepresentationModel;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>Display categories: a list of rules of which the first that fits gives the label. People edit the file; <see cref="Parse"/> tells what is wrong with it.</summary>
public sealed class CategoryFile
{
    private readonly List<(Condition When, string Label)> _rules = [];
    private string _default = "Other";

    private CategoryFile()
    {
    }

    /// <summary>The file that ships with the program.</summary>
    public static CategoryFile BuiltIn { get; } = Parse(BuiltInRules.Text("categories.yaml"), "categories.yaml");

    /// <summary>Reads a category file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="RuleFileException">With every error, its line and reason.</exception>
    public static CategoryFile Parse(string yaml, string file)
    {
        var reader = new RuleYaml(file);
        var parsed = new CategoryFile();
        foreach (var (key, value) in reader.Load(yaml).Children)
        {
            switch ((key as YamlScalarNode)?.Value)
            {
                case "categories":
                    foreach (var rule in reader.Rules(value, "categories"))
                        parsed.Add(reader, rule);
                    break;
                case "default":
                    parsed._default = reader.Text(value, "default") ?? parsed._default;
                    break;
                default:
                    reader.Error(key, $"unknown key '{key}'.");
                    break;
            }
        }

        reader.Check();
        return parsed;
    }

    internal string LabelOf(in RuleInput input)
    {
        foreach (var (when, label) in _rules)
        {
            if (when.Fits(input, string.Empty))
                return label;
        }

        return _default;
    }

    private void Add(RuleYaml reader, YamlMappingNode rule)
    {
        var condition = reader.Condition(rule, "label");
        if (condition.Labels.Count > 0)
            reader.Error(rule, "'category' is what this file decides; match on native_category.");
        if (!rule.Children.TryGetValue("label", out var label))
            reader.Error(rule, "the rule has no 'label'.");
        else if (reader.Text(label, "label") is { } text)
            _rules.Add((condition, text));
    }
}
