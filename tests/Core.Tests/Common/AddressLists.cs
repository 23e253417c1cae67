using System.Net;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Common;

[Keeps("APIKEY-1")]
public sealed class AddressLists
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.8")]
    [InlineData("192.0.2.0/24", "192.0.2.255", "192.0.3.0")]
    [InlineData("2001:DB8::/32", "2001:db8::1", "2001:db9::1")]
    [InlineData(" 192.0.2.7 , 2001:db8::1,", "2001:db8::1", "2001:db8::2")]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.8")]
    public void Admits_what_it_names_and_nothing_else(string list, string inside, string outside)
    {
        Assert.Null(AddressList.FirstFault(list));
        Assert.True(AddressList.Admits(list, inside));
        Assert.False(AddressList.Admits(list, outside));
    }

    [Theory]
    [InlineData("10/8")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.1-192.0.2.9")]
    [InlineData("192.0.2.1 192.0.2.2")]
    [InlineData("::ffff:192.0.2.7")]
    [InlineData("fe80::1%eth0")]
    [InlineData("office")]
    public void What_could_be_meant_otherwise_is_no_address_and_admits_nobody(string written)
    {
        Assert.Equal(written, AddressList.FirstFault("192.0.2.1," + written));
        Assert.False(AddressList.Read(written).Admits(IPAddress.Parse("0.0.0.10")));
        Assert.False(AddressList.Read(written).Admits(IPAddress.Parse("192.0.2.7")));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData(",", ",")]
    [InlineData(" , ", " , ")]
    public void Commas_without_entries_are_no_list(string list, string? fault) =>
        Assert.Equal(fault, AddressList.FirstFault(list));
}
