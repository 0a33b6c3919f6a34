using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>Reads a rule file into nodes and collects errors with their lines.</summary>
internal sealed class RuleYaml(string file)
{
    /// <summary>Far above what a person writes; keeps a generated file from slowing every new kind of event.</summary>
    private const int MaxRules = 2000;

    private readonly List<string> _errors = [];

    /// <summary>The mapping at the top of the file; throws when the text is no YAML mapping.</summary>
    public YamlMappingNode Load(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root)
                return root;
        }
        catch (YamlException bad)
        {
            throw new RuleFileException([$"{file}:{bad.Start.Line}: not YAML: {bad.InnerException?.Message ?? bad.Message}"]);
        }

        throw new RuleFileException([$"{file}:1: the file must be a mapping."]);
    }

    public void Error(YamlNode at, string reason) => _errors.Add($"{file}:{at.Start.Line}: {reason}");

    /// <summary>Throws when there were errors; all of them at once.</summary>
    public void Check()
    {
        if (_errors.Count > 0)
            throw new RuleFileException(_errors);
    }

    /// <summary>The mappings of a list; anything else in it is an error.</summary>
    public IEnumerable<YamlMappingNode> Rules(YamlNode node, string name)
    {
        if (node is not YamlSequenceNode list)
        {
            Error(node, $"'{name}' must be a list.");
            yield break;
        }

        if (list.Children.Count > MaxRules)
            Error(node, $"'{name}' has {list.Children.Count} rules; the limit is {MaxRules}.");
        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode rule)
                yield return rule;
            else
                Error(item, "a rule must be a mapping.");
        }
    }

    /// <summary>A text that must be there and not blank; null after noting the error.</summary>
    public string? Text(YamlNode node, string name)
    {
        if (node is YamlScalarNode { Value: { } value } && !string.IsNullOrWhiteSpace(value))
            return value;
        Error(node, $"'{name}' must be a text.");
        return null;
    }

    /// <summary>The conditions of a rule; <paramref name="outputs"/> are its other keys.</summary>
    public Condition Condition(YamlMappingNode rule, params ReadOnlySpan<string> outputs)
    {
        var condition = new Condition();
        foreach (var (key, value) in rule.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? string.Empty;
            if (outputs.Contains(name))
                continue;
            var patterns = Patterns(value, name);
            switch (name)
            {
                case "source": condition = condition with { Sources = patterns }; break;
                case "workload": condition = condition with { Workloads = patterns }; break;
                case "native_category": condition = condition with { NativeCategories = patterns }; break;
                case "operation": condition = condition with { Operations = patterns }; break;
                case "record_type": condition = condition with { RecordTypes = patterns }; break;
                case "outcome": condition = condition with { Outcomes = patterns }; break;
                case "category": condition = condition with { Labels = patterns }; break;
                default: Error(key, $"unknown key '{name}'."); break;
            }
        }

        return condition;
    }

    private List<string> Patterns(YamlNode node, string name)
    {
        var patterns = new List<string>();
        if (node is YamlSequenceNode list)
        {
            foreach (var item in list.Children)
                AddPattern(item, name, patterns);
            if (patterns.Count == 0)
                Error(node, $"'{name}' is an empty list.");
        }
        else
        {
            AddPattern(node, name, patterns);
        }

        return patterns;
    }

    private void AddPattern(YamlNode node, string name, List<string> patterns)
    {
        if (Text(node, name) is { } text)
            patterns.Add(text);
    }
}
