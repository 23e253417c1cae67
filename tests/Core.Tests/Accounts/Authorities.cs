using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

[Keeps("ADMIN-4")]
public sealed class Authorities
{
    private static readonly User Administrator = new()
    {
        Id = "u1",
        AccountId = "a1",
        Login = "anna",
        CanonicalLogin = "anna",
        Email = "anna@acme.test",
        CanonicalEmail = "anna@acme.test",
        Role = BuiltInRole.Admin,
        CreatedAt = DateTimeOffset.UnixEpoch,
        ModifiedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void An_administrator_covers_another_one() =>
        Assert.True(Authority.Covers(CallerWith(BuiltInRole.Find(BuiltInRole.Admin)!.Permissions), Administrator));

    [Fact]
    public void Who_may_only_edit_users_does_not_cover_an_administrator() =>
        Assert.False(Authority.Covers(CallerWith([Permission.ViewUser, Permission.UpdateUser]), Administrator));

    [Fact]
    public void An_administrator_does_not_cover_an_operator() =>
        Assert.False(
            Authority.Covers(
                CallerWith(BuiltInRole.Find(BuiltInRole.Admin)!.Permissions),
                Administrator with
                {
                    OperatorSince = DateTimeOffset.UnixEpoch,
                }
            )
        );

    /// <summary>The ordinary member has API keys, and a help desk need not have them to help.</summary>
    [Fact]
    [Keeps("ADMIN-13")]
    public void A_help_desk_helps_a_member_and_covers_nobody()
    {
        var member = Administrator with { Role = BuiltInRole.All };
        var desk = CallerWith([Permission.ViewUser, Permission.RescueUser]);

        Assert.True(Authority.MayHelp(desk, member));
        Assert.False(Authority.Covers(desk, member));
    }

    [Fact]
    [Keeps("ADMIN-13")]
    public void A_help_desk_helps_nobody_who_holds_any_other_permission()
    {
        var everything = CallerWith(Enum.GetValues<Permission>());
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var user = Administrator with { Role = "r1", RoleName = "One", RolePermissions = PermissionList.Write([permission]) };
            Assert.Equal(permission == Permission.ManageApiKey, Authority.MayHelp(everything, user));
            Assert.True(Authority.MayHelp(everything with { IsAdministrator = true }, user));
        }
    }

    /// <summary>With the role, but through a key or a session that has less of it.</summary>
    [Fact]
    [Keeps("ADMIN-13")]
    public void An_administrator_helps_those_whose_administrative_permissions_the_caller_has()
    {
        var user = Administrator with { Role = "r1", RoleName = "One", RolePermissions = "VIEW_AUDIT,MANAGE_API_KEY" };

        Assert.True(Authority.MayHelp(CallerWith([Permission.ViewAudit]) with { IsAdministrator = true }, user));
        Assert.False(Authority.MayHelp(CallerWith([Permission.ViewPolicy]) with { IsAdministrator = true }, user));
        Assert.False(
            Authority.MayHelp(
                CallerWith(Enum.GetValues<Permission>()) with
                {
                    IsAdministrator = true,
                },
                user with
                {
                    OperatorSince = DateTimeOffset.UnixEpoch,
                }
            )
        );
    }

    private static Caller CallerWith(IEnumerable<Permission> permissions) =>
        new() { Origin = Origin.OfSystem("test"), Permissions = permissions.ToHashSet() };
}
