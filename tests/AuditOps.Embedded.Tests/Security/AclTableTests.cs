using AuditOps.Embedded.Kafka.Security;
using Xunit;

namespace AuditOps.Embedded.Tests.Security;

/// <summary>Decisions of access control lists. A binding is written as "allow|deny PRINCIPAL from HOST OPERATION RESOURCE:NAME[...]", dots for a prefix.</summary>
public sealed class AclTableTests
{
    private const string Ann = "User:ann";

    [Theory]
    [InlineData("", "Read", "orders", true)]
    [InlineData("allow User:ann from * Read Topic:orders", "Read", "orders", true)]
    [InlineData("allow User:ann from * Read Topic:orders", "Write", "orders", false)]
    [InlineData("allow User:ann from * Read Topic:orders", "Write", "others", true)]
    [InlineData("allow User:bob from * Read Topic:orders", "Read", "orders", false)]
    [InlineData("allow User:* from * Read Topic:orders", "Read", "orders", true)]
    [InlineData("allow User:ann from * All Topic:orders", "Alter", "orders", true)]
    [InlineData("allow User:ann from 10.0.0.1 Read Topic:orders", "Read", "orders", true)]
    [InlineData("allow User:ann from 10.0.0.2 Read Topic:orders", "Read", "orders", false)]
    [InlineData("allow User:ann from * Read Topic:ord...", "Read", "orders", true)]
    [InlineData("allow User:ann from * Read Topic:ord...", "Read", "or", true)]
    [InlineData("allow User:ann from * Read Topic:ord...", "Write", "ord", false)]
    [InlineData("allow User:ann from * Read Topic:*", "Read", "orders", true)]
    [InlineData("allow User:ann from * Read Topic:*", "Write", "orders", false)]
    [InlineData("allow User:ann from * All Topic:*; deny User:ann from * Read Topic:orders", "Read", "orders", false)]
    [InlineData("allow User:ann from * All Topic:orders; deny User:* from * All Topic:ord...", "Read", "orders", false)]
    [InlineData("allow User:ann from * All Topic:orders; deny User:* from * All Topic:*", "Describe", "orders", false)]
    [InlineData("allow User:ann from * All Topic:orders; deny User:bob from * Read Topic:orders", "Read", "orders", true)]
    [InlineData("allow User:ann from * All Topic:orders; deny User:ann from 10.0.0.2 Read Topic:orders", "Read", "orders", true)]
    [InlineData("deny User:bob from * Read Topic:orders", "Read", "orders", false)]
    [InlineData("allow User:ann from * All Group:orders", "Read", "orders", true)]
    [InlineData("allow User:bob from * All Group:orders", "Read", "orders", true)]
    public void The_lists_decide_as_those_of_Apache_Kafka(string bindings, string operation, string topic, bool allowed) =>
        Assert.Equal(allowed, Table(bindings).Allows(Ann, "10.0.0.1", Enum.Parse<AclOperation>(operation), AclResource.Topic, topic));

    [Theory]
    [InlineData(AclOperation.Describe, new[] { AclOperation.Read, AclOperation.Write, AclOperation.Delete, AclOperation.Alter, AclOperation.Describe, AclOperation.All })]
    [InlineData(AclOperation.DescribeConfigs, new[] { AclOperation.AlterConfigs, AclOperation.DescribeConfigs, AclOperation.All })]
    [InlineData(AclOperation.Read, new[] { AclOperation.Read, AclOperation.All })]
    [InlineData(AclOperation.Alter, new[] { AclOperation.Alter, AclOperation.All })]
    internal void What_is_allowed_implies_looking_and_no_more_and_what_is_denied_implies_nothing(AclOperation wanted, AclOperation[] implying)
    {
        for (var given = AclOperation.All; given <= AclOperation.DescribeTokens; given++)
        {
            Assert.Equal(implying.Contains(given), Table($"allow {Ann} from * {given} Topic:t").Allows(Ann, "h", wanted, AclResource.Topic, "t"));
            var isDenied = given == wanted || given == AclOperation.All;
            Assert.Equal(!isDenied, Table($"allow {Ann} from * All Topic:t; deny {Ann} from * {given} Topic:t").Allows(Ann, "h", wanted, AclResource.Topic, "t"));
        }
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("", false, false)]
    [InlineData("allow User:ann from * Write Topic:orders", false, true)]
    [InlineData("allow User:bob from * Write Topic:orders", false, false)]
    [InlineData("allow User:ann from * Write Topic:orders; deny User:ann from * Write Topic:orders", false, false)]
    [InlineData("allow User:ann from * Write Topic:orders; deny User:ann from * Write Topic:ord...", false, false)]
    [InlineData("allow User:ann from * Write Topic:ord...; deny User:ann from * Write Topic:orders", false, true)]
    [InlineData("allow User:ann from * Write Topic:ord...; deny User:* from * All Topic:*", true, false)]
    [InlineData("allow User:ann from * Read Topic:orders", false, false)]
    public void Some_topic_is_enough_to_write_idempotently(string bindings, bool allowUnlisted, bool allowed) =>
        Assert.Equal(allowed, Table(bindings, allowUnlisted).AllowsAny(Ann, "h", AclOperation.Write, AclResource.Topic));

    [Fact]
    public void What_no_list_speaks_of_can_be_closed() => Assert.False(Table("allow User:ann from * All Topic:orders", allowUnlisted: false).Allows(Ann, "h", AclOperation.Read, AclResource.Topic, "others"));

    [Theory]
    [InlineData(AclPattern.Any, null, 4)]
    [InlineData(AclPattern.Any, "orders", 1)]
    [InlineData(AclPattern.Literal, "orders", 1)]
    [InlineData(AclPattern.Literal, null, 2)]
    [InlineData(AclPattern.Prefixed, "ord", 1)]
    [InlineData(AclPattern.Prefixed, "orders", 0)]
    [InlineData(AclPattern.Match, "orders", 3)]
    [InlineData(AclPattern.Match, "other", 1)]
    internal void A_filter_finds_what_it_means(AclPattern pattern, string? name, int found)
    {
        var filter = new AclFilter(AclResource.Topic, pattern, name, null, null, AclOperation.Any, AclPermission.Any);
        Assert.Null(filter.Problem());
        Assert.Equal(found, Parse("allow User:a from * Read Topic:orders; allow User:a from * Read Topic:*; allow User:a from * Read Topic:ord...; allow User:a from * Read Topic:bills...; allow User:a from * Read Group:orders").Count(filter.Matches));
    }

    [Fact]
    public void A_binding_that_means_nothing_is_refused()
    {
        var good = Parse("allow User:ann from * Read Topic:orders")[0];
        Assert.Null(good.Problem());
        AclBinding[] bad =
        [
            good with { Resource = AclResource.Any }, good with { Resource = (AclResource)99 }, good with { Pattern = AclPattern.Match }, good with { Operation = AclOperation.Any },
            good with { Operation = (AclOperation)15 }, good with { Permission = AclPermission.Any }, good with { Name = "" }, good with { Principal = "ann" }, good with { Host = "" },
            good with { Name = new string('x', 2000) }, good with { Resource = AclResource.Cluster },
        ];
        Assert.All(bad, binding => Assert.NotNull(binding.Problem()));
    }

    private static AclTable Table(string bindings, bool allowUnlisted = true) => new(Parse(bindings), allowUnlisted);

    private static List<AclBinding> Parse(string bindings) =>
    [
        .. bindings.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text =>
        {
            var words = text.Split(' ');
            var target = words[5].Split(':');
            var isPrefix = target[1].EndsWith("...", StringComparison.Ordinal);
            return new AclBinding(
                Enum.Parse<AclResource>(target[0]), isPrefix ? AclPattern.Prefixed : AclPattern.Literal, isPrefix ? target[1][..^3] : target[1], words[1], words[3],
                Enum.Parse<AclOperation>(words[4]), words[0] == "allow" ? AclPermission.Allow : AclPermission.Deny);
        }),
    ];
}
