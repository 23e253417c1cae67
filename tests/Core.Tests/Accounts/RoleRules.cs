using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

[Keeps("ADMIN-4")]
public sealed class RoleRules
{
    [Theory]
    [InlineData("Help desk", "help desk")]
    [InlineData("ＨＥＬＰ desk", "help desk")]
    [InlineData("", null)]
    [InlineData(" Help", null)]
    [InlineData("Help\u200bdesk", null)]
    [InlineData("Help\ndesk", null)]
    public void Names_that_look_the_same_are_the_same(string typed, string? canonical) =>
        Assert.Equal(canonical, CanonicalName.Role(typed));

    [Fact]
    public void A_name_has_at_most_60_characters()
    {
        Assert.NotNull(CanonicalName.Role(new string('a', 60)));
        Assert.Null(CanonicalName.Role(new string('a', 61)));
    }

    [Fact]
    public void Whatever_changes_something_needs_the_permission_to_see_it()
    {
        var changes = Enum.GetValues<Permission>()
            .Where(p =>
                Words.Upper(p) is var word
                && (word.EndsWith("_USER", StringComparison.Ordinal) || word.EndsWith("_POLICY", StringComparison.Ordinal))
            )
            .Where(p => !Words.Upper(p).StartsWith("VIEW_", StringComparison.Ordinal));

        Assert.All(changes, p => Assert.StartsWith("VIEW_", Words.Upper(RoleRule.NeededBy(p)!.Value), StringComparison.Ordinal));
    }

    [Fact]
    public void The_built_in_administrator_has_every_permission_that_there_is() =>
        Assert.Equal(Enum.GetValues<Permission>().ToHashSet(), BuiltInRole.Find(BuiltInRole.Admin)!.Permissions);

    [Fact]
    public void A_kept_list_is_read_as_it_was_written_and_unknown_words_allow_nothing()
    {
        var list = PermissionList.Write([Permission.ViewAudit, Permission.ViewUser, Permission.ViewAudit]);

        Assert.Equal("VIEW_USER,VIEW_AUDIT", list);
        Assert.Equal([Permission.ViewUser, Permission.ViewAudit], PermissionList.Read(list + ",RULE_WORLD").Order());
        Assert.Empty(PermissionList.Read(""));
    }
}
