using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>librdkafka's test 0081 of the admin requests: a few of its parts, and in the long run the whole of it, also with clients that log in.</summary>
public sealed class LibrdkafkaAdminSuiteTests
{
    /// <summary>Quick ones.</summary>
    private static readonly string[] s_parts =
        ["do_test_DeleteRecords", "do_test_DescribeConfigs", "do_test_ListOffsets", "authorized operations", "do_test_CreateAcls", "do_test_AlterConfigs", "do_test_IncrementalAlterConfigs"];

    public static TheoryData<string> Parts() => new(s_parts);

    [Theory]
    [MemberData(nameof(Parts))]
    public Task A_part_of_librdkafkas_own_admin_test_passes(string part) => LibrdkafkaSuite.RunAsync("0081", part: part);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task Librdkafkas_own_admin_test_passes_as_a_whole(bool idempotent, bool login)
    {
        Assert.SkipUnless(LibrdkafkaSuite.Long, "takes minutes: set AUDITOPS_TEST_LONG=1");
        return LibrdkafkaSuite.RunAsync("0081", idempotent, login: login);
    }
}
