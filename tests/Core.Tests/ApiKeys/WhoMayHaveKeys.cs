using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.ApiKeys;

[Keeps("APIKEY-2")]
public sealed class WhoMayHaveKeys
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly User Ada = Somebody("ada", BuiltInRole.Admin);
    private static readonly User Ben = Somebody("ben", BuiltInRole.All);

    [Theory]
    [InlineData(ApiKeysBy.Nobody, "")]
    [InlineData(ApiKeysBy.User, "ben for ben, ada for ada, the command line for ben")]
    [InlineData(ApiKeysBy.Administrator, "ada for ada, ada for ben, the command line for ben")]
    [InlineData(ApiKeysBy.Both, "ben for ben, ada for ada, ada for ben, the command line for ben")]
    public void The_policy_says_who_makes_keys(ApiKeysBy by, string who)
    {
        (string Name, Caller Caller, User Owner)[] all =
        [
            ("ben for ben", As(Ben), Ben),
            ("ada for ada", As(Ada), Ada),
            ("ada for ben", As(Ada), Ben),
            ("ben for ada", As(Ben), Ada),
            ("the command line for ben", Caller.OfCommandLine("1"), Ben),
        ];
        Assert.Equal(who, string.Join(", ", all.Where(a => KeyRight.MayMake(a.Caller, a.Owner, by)).Select(a => a.Name)));
    }

    [Fact]
    public void Own_keys_are_seen_and_deleted_whoever_makes_them()
    {
        Assert.True(KeyRight.MayManage(As(Ben), Ben));
        Assert.False(KeyRight.MayMake(As(Ben), Ben, ApiKeysBy.Administrator));
    }

    [Fact]
    public void Without_the_permission_there_is_nothing()
    {
        var without = As(Ben) with { Permissions = new HashSet<Permission>() };
        var half = As(Ada) with { Permissions = new HashSet<Permission> { Permission.UpdateUser } };

        Assert.False(KeyRight.MayManage(without, Ben));
        Assert.False(KeyRight.MayManage(half, Ben));
        Assert.False(KeyRight.MayMake(half, Ada, ApiKeysBy.Both));
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public void Nobody_makes_a_key_of_somebody_who_stands_above()
    {
        var above = Ada with { Id = "olga", OperatorSince = Now };

        Assert.False(KeyRight.MayMake(As(Ada), above, ApiKeysBy.Both));
        Assert.True(KeyRight.MayMake(As(above) with { IsOperator = true }, above, ApiKeysBy.Both));
    }

    [Fact]
    public void A_user_who_is_shut_out_gets_no_key() =>
        Assert.False(KeyRight.MayMake(As(Ada), Ben with { Status = UserStatus.Deactivated }, ApiKeysBy.Both));

    [Fact]
    [Keeps("APIKEY-1")]
    public void What_is_typed_must_be_something()
    {
        var good = new NewApiKey
        {
            Description = "Billing",
            Accesses = ["API"],
            Addresses = "192.0.2.0/24",
            ExpiresAt = Now.AddDays(1),
            AskedBy = "form",
        };

        Assert.Empty(good.Faults(KeyAccess.BuiltIn, Now));
        Assert.Equal([NewKeyFault.DescriptionMissing], (good with { Description = "  " }).Faults(KeyAccess.BuiltIn, Now));
        Assert.Equal(
            [NewKeyFault.DescriptionTooLong],
            (good with { Description = new('x', 101) }).Faults(KeyAccess.BuiltIn, Now)
        );
        Assert.Equal([NewKeyFault.AccessMissing], (good with { Accesses = [] }).Faults(KeyAccess.BuiltIn, Now));
        Assert.Equal([NewKeyFault.AccessUnknown], (good with { Accesses = ["api"] }).Faults(KeyAccess.BuiltIn, Now));
        Assert.Equal([NewKeyFault.PermissionUnknown], (good with { Permissions = ["FLY"] }).Faults(KeyAccess.BuiltIn, Now));
        Assert.Equal([NewKeyFault.ExpiryPast], (good with { ExpiresAt = Now }).Faults(KeyAccess.BuiltIn, Now));
        Assert.Equal([NewKeyFault.AddressUnreadable], (good with { Addresses = "here" }).Faults(KeyAccess.BuiltIn, Now));
        Assert.Empty((good with { ExpiresAt = null, Addresses = "" }).Faults(KeyAccess.BuiltIn, Now));
    }

    [Theory]
    [InlineData("API", true)]
    [InlineData("BILLING_2", true)]
    [InlineData("2BILLING", false)]
    [InlineData("billing", false)]
    [InlineData("A,B", false)]
    [InlineData("", false)]
    [Keeps("APIKEY-1")]
    public void The_operator_s_accesses_are_named_in_capitals(string name, bool isName) =>
        Assert.Equal(isName, KeyAccess.IsName(name));

    private static Caller As(User user) =>
        new()
        {
            Origin = new Origin(Door.Portal, "127.0.0.1", "", "1"),
            UserId = user.Id,
            AccountId = user.AccountId,
            Permissions = user.Permissions,
        };

    private static User Somebody(string login, string role) =>
        new()
        {
            Id = login,
            AccountId = "a",
            Login = login,
            CanonicalLogin = login,
            Email = login + "@acme.test",
            CanonicalEmail = login + "@acme.test",
            Role = role,
            CreatedAt = Now,
            ModifiedAt = Now,
        };
}
