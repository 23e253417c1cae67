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

    private static Caller CallerWith(IEnumerable<Permission> permissions) =>
        new() { Origin = Origin.OfSystem("test"), Permissions = permissions.ToHashSet() };
}
