using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AuditOps.Tests.Sigma;

/// <summary>
/// A second reading of Sigma, written from the specification and apart from the engine: no plan, no index, no sharing; every question is asked of every value, each
/// time anew. Slow and plain, so that a difference points at the engine (or here) and not at both.
/// </summary>
internal sealed class NaiveRule
{
    private readonly YamlMappingNode _detection;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _lists;
    private NaiveEvent _event = null!;

    public NaiveRule(string yaml, IReadOnlyDictionary<string, IReadOnlyList<string>>? lists = null)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        _detection = (YamlMappingNode)stream.Documents[0].RootNode["detection"];
        _lists = lists ?? new Dictionary<string, IReadOnlyList<string>>();
    }

    public bool Matches(NaiveEvent record)
    {
        _event = record;
        var condition = _detection["condition"];
        return condition is YamlSequenceNode several ? several.Children.Any(each => Condition(((YamlScalarNode)each).Value!)) : Condition(((YamlScalarNode)condition).Value!);
    }

    private bool Condition(string text)
    {
        var words = new Queue<string>(Regex.Matches(text, @"[()]|[\w*-]+").Select(match => match.Value));
        return Or(words);
    }

    private bool Or(Queue<string> words)
    {
        var result = And(words);
        while (words.TryPeek(out var word) && word == "or")
        {
            words.Dequeue();
            result |= And(words);
        }

        return result;
    }

    private bool And(Queue<string> words)
    {
        var result = Not(words);
        while (words.TryPeek(out var word) && word == "and")
        {
            words.Dequeue();
            result &= Not(words);
        }

        return result;
    }

    private bool Not(Queue<string> words)
    {
        var word = words.Dequeue();
        if (word == "not")
            return !Not(words);
        if (word == "(")
        {
            var inner = Or(words);
            words.Dequeue();
            return inner;
        }

        if (!words.TryPeek(out var next) || next != "of")
            return Search(_detection[word]);
        words.Dequeue();
        var pattern = words.Dequeue();
        var names = _detection.Children.Keys.Select(key => ((YamlScalarNode)key).Value!).Where(name => name != "condition" && Reaches(pattern, name));
        return word == "all" ? names.All(name => Search(_detection[name])) : names.Any(name => Search(_detection[name]));
    }

    private static bool Reaches(string pattern, string name) =>
        (!name.StartsWith('_') || pattern.StartsWith('_')) && (pattern == "them" || Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$"));

    private bool Search(YamlNode search) => search switch
    {
        YamlMappingNode map => map.Children.All(item => Item(((YamlScalarNode)item.Key).Value!, item.Value)),
        YamlSequenceNode list => list.Children.Any(Search),
        _ => Item(string.Empty, search),
    };

    private bool Item(string key, YamlNode node)
    {
        var parts = key.Split('|');
        var values = node is YamlSequenceNode list ? list.Children.Cast<YamlScalarNode>().ToList() : [(YamlScalarNode)node];
        if (values.Count == 0)
            values = [new YamlScalarNode("null") { Style = ScalarStyle.Plain }];
        var modifiers = parts[1..];
        var results = values.Select(value => NaiveTest.Holds(_event, parts[0], modifiers, value, _lists)).ToList();
        var result = modifiers.Contains("all") ? results.All(each => each) : results.Any(each => each);
        return modifiers.Contains("neq") ? !result : result;
    }
}
