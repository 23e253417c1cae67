using Sallyport.Core.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

[Keeps("SIGN-14")]
public sealed class EmailChanges
{
    [Theory]
    [InlineData("a@x.test", "a>b:me", "a@x.test")]
    [InlineData("a@x.test", "a>b:me,b>c:me", "a@x.test")]
    [InlineData("b@x.test", "a>b:me,b>c:me", "b@x.test")]
    [InlineData("a@x.test", "a>b:other", null)]
    [InlineData("a@x.test", "a>b:", null)]
    [InlineData("a@x.test", "a>b:me,b>c:other", null)]
    [InlineData("a@x.test", "a>b:other,b>a:other,a>c:me", "a@x.test")]
    [InlineData("z@x.test", "a>b:me", null)]
    [InlineData("a@x.test", "", null)]
    public void A_former_mailbox_undoes_what_the_user_alone_changed(string mailbox, string changes, string? back)
    {
        var made = changes
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split('>', ':'))
            .Select(part => Change(part[0], part[1], part[2]));

        Assert.Equal(back, EmailChange.UndoneBy([.. made], mailbox)?.FormerEmail);
    }

    private static EmailChange Change(string former, string email, string by) =>
        new()
        {
            Id = former + email,
            UserId = "me",
            Email = email + "@x.test",
            FormerEmail = former + "@x.test",
            AskedBy = by.Length > 0 ? by : null,
            AskedAt = DateTimeOffset.UnixEpoch,
        };
}
