using System.Security.Authentication;
using Sallyport.Core.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class Encrypting
{
    [Fact]
    public async Task A_client_that_checks_certificate_and_name_is_served()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        using var client = await service.Connect();
        using var shown = await client.StartTls(service.Certificate.Root);

        Assert.Equal(service.Certificate.Thumbprint, shown.Thumbprint);
        Assert.Equal("100 Login ok", await client.LogIn(service.Person));
        Assert.Equal("taken.test not available", await client.Ask("IS taken.test"));
    }

    [Fact]
    public async Task A_client_that_expects_another_name_refuses_and_the_next_one_is_served()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        using var mistaken = await service.Connect();
        await Assert.ThrowsAsync<AuthenticationException>(() => mistaken.StartTls(service.Certificate.Root, "other.test"));

        using var client = await service.Connect();
        using var shown = await client.StartTls(service.Certificate.Root);
        Assert.Equal("100 Login ok", await client.LogIn(service.Person));
    }

    [Fact]
    public async Task What_was_slipped_in_behind_STARTTLS_is_never_read()
    {
        await using var service = await LineHost.Start(IsProxyTls.Optional);
        using var client = await service.Connect();
        var person = service.Person;

        await client.Send($"STARTTLS\r\nLOGIN {person.Account.Handle}/{person.User.Login} {person.Password}\r\nENABLE reason");
        Assert.Equal("100 OK", await client.Hear());
        using var shown = await client.Encrypt(service.Certificate.Root);

        Assert.Equal("400 not authenticated", await client.Ask("IS taken.test"));
        Assert.Equal("100 Login ok", await client.LogIn(person));
        Assert.Equal("taken.test not available", await client.Ask("IS taken.test"));
    }

    [Fact]
    public async Task What_was_asked_in_clear_is_answered_before_the_encryption_begins()
    {
        await using var service = await LineHost.Start(IsProxyTls.Optional);
        using var client = await service.LoggedIn();

        await client.Send("IS slow.test\r\nSTARTTLS");
        var isSilent = await client.IsSilent();
        service.Registry.Release();

        Assert.True(isSilent);
        Assert.Equal("slow.test available", await client.Hear());
        Assert.Equal("100 OK", await client.Hear());
    }

    [Fact]
    public async Task Clear_text_where_TLS_was_agreed_ends_that_connection_alone()
    {
        await using var service = await LineHost.Start(IsProxyTls.Optional);
        using var mistaken = await service.Connect();
        await mistaken.Ask("STARTTLS");
        await mistaken.Send("IS free.test\r\nIS free.test\r\nIS free.test");
        while (await mistaken.Hear() is not null) { }

        using var client = await service.LoggedIn();
        Assert.Equal("free.test available", await client.Ask("IS free.test"));
    }

    [Fact]
    public async Task A_renewed_certificate_serves_without_a_restart_and_a_broken_one_does_not()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        using (var before = await service.Connect())
            await before.StartTls(service.Certificate.Root);

        service.Certificate.Renew();
        using var renewed = await service.Connect();
        using var shown = await renewed.StartTls(service.Certificate.Root);
        await File.WriteAllTextAsync(service.Certificate.CertificateFile, "half a file");
        using var still = await service.Connect();
        using var shownStill = await still.StartTls(service.Certificate.Root);

        Assert.Equal(service.Certificate.Thumbprint, shown.Thumbprint);
        Assert.Equal(service.Certificate.Thumbprint, shownStill.Thumbprint);
    }
}
