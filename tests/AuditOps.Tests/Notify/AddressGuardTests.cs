using System.Net;
using AuditOps.Processors.Notify;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>Which addresses notifications may be sent to.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:1::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("4000::1")]
    public void An_address_that_is_not_public_is_refused(string address) =>
        Assert.NotNull(new AddressGuard(new AddressAllowance()).FaultOf("hook.example.com", IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    public void A_public_address_is_not(string address) => Assert.Null(new AddressGuard(new AddressAllowance()).FaultOf("hook.example.com", IPAddress.Parse(address)));

    [Fact]
    public void A_network_that_is_named_is_allowed_and_no_more_than_it()
    {
        var guard = new AddressGuard(new AddressAllowance { Networks = [IPNetwork.Parse("10.20.0.0/16")] });
        Assert.Null(guard.FaultOf("x", IPAddress.Parse("10.20.3.4")));
        Assert.Null(guard.FaultOf("x", IPAddress.Parse("::ffff:10.20.3.4")));
        Assert.NotNull(guard.FaultOf("x", IPAddress.Parse("10.21.3.4")));
    }

    [Fact]
    public void A_host_that_is_named_may_be_private_but_never_where_credentials_lie()
    {
        var guard = new AddressGuard(new AddressAllowance { Hosts = ["siem.local"] });
        Assert.Null(guard.FaultOf("SIEM.local.", IPAddress.Parse("10.0.0.1")));
        Assert.NotNull(guard.FaultOf("siem.local", IPAddress.Parse("169.254.169.254")));
        Assert.NotNull(guard.FaultOf("evil.siem.local", IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("http://hook.example.com/")]
    [InlineData("https://user:pw@hook.example.com/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:169.254.169.254]/latest")]
    [InlineData("https://127。0。0。1/")]
    [InlineData("ftp://hook.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_x")]
    [InlineData("//hook.example.com")]
    [InlineData("https://")]
    [InlineData("")]
    public void A_url_that_can_only_be_wrong_is_refused_before_anything_is_asked(string url) =>
        Assert.NotEmpty(TargetAddress.FaultsOf(url, new AddressAllowance()));

    [Theory]
    [InlineData("https://hook.example.com/services/x?y=z")]
    [InlineData("https://8.8.8.8:8443/")]
    public void A_usual_url_is_not(string url) => Assert.Empty(TargetAddress.FaultsOf(url, new AddressAllowance()));
}
