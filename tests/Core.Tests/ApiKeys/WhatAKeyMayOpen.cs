using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.ApiKeys;

/// <summary>A key, its user and what is asked at one moment.</summary>
[Keeps("APIKEY-8"), Keeps("ALWAYS-3")]
public sealed class WhatAKeyMayOpen
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Office = IPAddress.Parse("192.0.2.7");

    private readonly User administrator = new()
    {
        Id = "u",
        AccountId = "a",
        Login = "ada",
        CanonicalLogin = "ada",
        Email = "ada@acme.test",
        CanonicalEmail = "ada@acme.test",
        Role = BuiltInRole.Admin,
        CreatedAt = Now,
        ModifiedAt = Now,
    };

    [Fact]
    public void A_key_opens_what_it_is_for() => Assert.Null(Ask(administrator, permission: Permission.ViewUser));

    [Theory]
    [InlineData(UserStatus.Locked)]
    [InlineData(UserStatus.Deactivated)]
    [InlineData(UserStatus.Removed)]
    [Keeps("SIGN-13")]
    public void A_user_who_is_not_active_has_keys_that_open_nothing(UserStatus status) =>
        Assert.Equal(KeyRefusal.UserInactive, Ask(administrator with { Status = status }));

    [Theory]
    [InlineData("portal,isProxy", Door.Api, KeyAccess.Api)]
    [InlineData("portal,isProxy", Door.ForwardAuth, KeyAccess.Api)]
    [InlineData("portal,api", Door.IsProxy, KeyAccess.IsProxy)]
    [InlineData("portal,api,isProxy", Door.Portal, KeyAccess.Api)]
    [Keeps("ADMIN-2")]
    public void A_door_that_is_closed_to_the_user_is_closed_to_the_keys(string doors, Door door, string access) =>
        Assert.Equal(KeyRefusal.DoorClosed, Ask(administrator with { Doors = doors }, door, access));

    [Theory]
    [InlineData(KeyAccess.Api, KeyAccess.IsProxy)]
    [InlineData(KeyAccess.IsProxy, KeyAccess.Api)]
    [InlineData("BILLING", "BILL")]
    public void A_key_opens_no_access_but_its_own(string has, string asked) =>
        Assert.Equal(KeyRefusal.LackingAccess, Ask(administrator, access: asked, rules: KeyRules.Of(has, "", "")));

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.7", true)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.0/24, 2001:db8::/32", "2001:db8::7", true)]
    [InlineData("192.0.2.0/24", "198.51.100.7", false)]
    [InlineData("192.0.2.0/24", null, false)]
    [InlineData("nonsense", "192.0.2.7", false)]
    [InlineData("", null, true)]
    public void A_key_passes_from_its_addresses_alone(string list, string? address, bool passes) =>
        Assert.Equal(
            passes ? null : KeyRefusal.WrongAddress,
            Ask(administrator, rules: KeyRules.Of("API", "", list), from: address is null ? null : IPAddress.Parse(address))
        );

    [Fact]
    [Keeps("ADMIN-2")]
    public void The_user_s_own_list_of_addresses_binds_the_keys_too() =>
        Assert.Equal(KeyRefusal.WrongAddress, Ask(administrator with { ApiAddresses = "198.51.100.0/24" }, from: Office));

    [Fact]
    public void A_key_has_no_permission_that_its_user_does_not_have_at_this_moment()
    {
        var demoted = administrator with { Role = BuiltInRole.All };
        var narrow = KeyRules.Of("API", "VIEW_USER", "");

        Assert.Equal(KeyRefusal.LackingPermission, Ask(demoted, permission: Permission.ViewUser));
        Assert.Equal(KeyRefusal.LackingPermission, Ask(demoted, permission: Permission.ViewUser, rules: narrow));
    }

    [Theory]
    [InlineData("VIEW_USER,VIEW_AUDIT", Permission.ViewUser, true)]
    [InlineData("VIEW_USER,VIEW_AUDIT", Permission.UpdateUser, false)]
    [InlineData("OF_A_LATER_VERSION", Permission.ViewUser, false)]
    public void A_narrower_key_has_what_is_named_and_no_more(string named, Permission asked, bool passes) =>
        Assert.Equal(
            passes ? null : KeyRefusal.LackingPermission,
            Ask(administrator, permission: asked, rules: KeyRules.Of("API", named, ""))
        );

    [Fact]
    [Keeps("APIKEY-1")]
    public void A_key_ends_with_its_last_moment()
    {
        Assert.Null(Ask(administrator, endsAt: Now.AddMilliseconds(1)));
        Assert.Equal(KeyRefusal.Expired, Ask(administrator, endsAt: Now));
    }

    [Fact]
    [Keeps("APIKEY-11")]
    public void What_is_wrong_with_the_key_is_401_and_what_it_is_not_for_is_403()
    {
        KeyRefusal[] forbidden =
        [
            KeyRefusal.DoorClosed,
            KeyRefusal.WrongAddress,
            KeyRefusal.LackingAccess,
            KeyRefusal.LackingPermission,
        ];
        Assert.Equal(forbidden, Enum.GetValues<KeyRefusal>().Where(refusal => refusal.IsForbidden()));
    }

    private static KeyRefusal? Ask(
        User user,
        Door door = Door.Api,
        string access = KeyAccess.Api,
        Permission? permission = null,
        KeyRules? rules = null,
        IPAddress? from = null,
        DateTimeOffset? endsAt = null
    ) =>
        KeyDecision.Of(
            new KeyQuestion(door, access, permission, from),
            rules ?? KeyRules.Of("API,ISPROXY", "", ""),
            new KeyUser(user, "acme", ""),
            endsAt,
            Now
        );
}
