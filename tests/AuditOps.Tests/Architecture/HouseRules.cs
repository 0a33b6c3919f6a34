using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace AuditOps.Tests.Architecture;

/// <summary>The rules of CONTRIBUTING.md that a program can check. Each failure names the files.</summary>
public sealed partial class HouseRules
{
    private const int MostLines = 600;
    private const int MedianLines = 80;

    private static readonly string[] ProductFolders = ["schemas", "collectors", "processors", "api", "embedded", "host"];
    private static readonly string[] AllFolders = [.. ProductFolders, "tests"];

    [Fact]
    public void No_file_is_longer_than_600_lines() =>
        None(Sources(AllFolders).Select(source => (source.File, Lines: Lines(source.Text))).Where(source => source.Lines > MostLines).Select(source => $"{source.File} has {source.Lines} lines"));

    [Fact]
    public void Half_of_the_product_s_files_are_shorter_than_80_lines()
    {
        var lengths = Sources(ProductFolders).Select(source => Lines(source.Text)).Order().ToList();
        Assert.True(lengths[lengths.Count / 2] < MedianLines, $"the median file has {lengths[lengths.Count / 2]} lines");
    }

    [Fact]
    public void No_region_hides_code() =>
        None(Sources(AllFolders).Where(source => Region().IsMatch(source.Text)).Select(source => source.File));

    [Fact]
    public void No_type_is_called_utils_manager_or_helper() =>
        None(Sources(AllFolders).SelectMany(source => VagueType().Matches(source.Text).Select(match => $"{source.File}: {match.Groups["name"].Value}")));

    [Fact]
    public void Nothing_is_left_to_do_in_code() =>
        None(Sources(ProductFolders).Where(source => Unfinished().IsMatch(source.Text)).Select(source => source.File));

    [Fact]
    public void Namespaces_are_file_scoped() =>
        None(Sources(AllFolders).Where(source => BlockNamespace().IsMatch(source.Text)).Select(source => source.File));

    [Fact]
    public void Every_dependency_is_explained()
    {
        var explained = Repository.Read("docs/dependencies.md");
        var packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value)
            .Append("Confluent.Kafka")
            .Concat(Repository.Files("package.json", "tests", "api").SelectMany(NpmPackages));
        None(packages.Distinct(StringComparer.Ordinal).Where(package => !explained.Contains($"| {package} |", StringComparison.Ordinal)).Select(package => $"{package} has no row in docs/dependencies.md"));
    }

    [Fact]
    public void Every_explained_package_is_in_use()
    {
        var props = Repository.Read("Directory.Packages.props");
        var npm = string.Concat(Repository.Files("package.json", "tests", "api").Select(Repository.Read));
        var targets = Repository.Read("eng/Kafka.targets") + Repository.Read("eng/native/setup.sh");
        var rows = PackageRow().Matches(Repository.Read("docs/dependencies.md")).Select(match => match.Groups["name"].Value);
        None(rows.Where(name => !(props + npm + targets).Contains(name, StringComparison.Ordinal)).Select(name => $"docs/dependencies.md explains {name}, which nothing asks for"));
    }

    private static IEnumerable<string> NpmPackages(string file)
    {
        using var json = System.Text.Json.JsonDocument.Parse(Repository.Read(file));
        foreach (var section in new[] { "dependencies", "devDependencies" })
        {
            if (!json.RootElement.TryGetProperty(section, out var packages))
                continue;
            foreach (var package in packages.EnumerateObject())
                yield return package.Name;
        }
    }

    private static IEnumerable<(string File, string Text)> Sources(string[] folders) =>
        Repository.Files(".cs", folders).Select(file => (file, Repository.Read(file)));

    private static int Lines(string text) => text.AsSpan().Count('\n');

    private static void None(IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list));
    }

    [GeneratedRegex(@"^\s*#region", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+(?<name>\w*(Utils?|Utilities|Manager|Helpers?)\b)")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"\bNotImplementedException\b|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^namespace\s+[\w.]+\s*(\{|$)", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^\| (?<name>[@\w./-]+) \| \d", RegexOptions.Multiline)]
    private static partial Regex PackageRow();
}
