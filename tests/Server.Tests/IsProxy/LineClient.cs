using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>A client of the line service over a real socket.</summary>
internal sealed class LineClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient tcp;
    private Stream stream;
    private StreamReader reader;

    private LineClient(TcpClient tcp)
    {
        this.tcp = tcp;
        stream = tcp.GetStream();
        reader = new StreamReader(stream);
    }

    public static Task<LineClient> Connect(TestServer server, string from = "127.0.0.1") =>
        Connect(server.Get<IsProxyListener>().Endpoint!, from);

    public static async Task<LineClient> Connect(IPEndPoint to, string from = "127.0.0.1")
    {
        var connected = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await connected.ConnectAsync(to);
        return new LineClient(connected);
    }

    /// <summary>Connected, and logged in by name and password.</summary>
    public static async Task<LineClient> LoggedIn(TestServer server, Person person, string from = "127.0.0.1")
    {
        var client = await Connect(server, from);
        Assert.Equal("100 Login ok", await client.LogIn(person));
        return client;
    }

    public Task<string?> LogIn(Person person) => Ask($"LOGIN {person.Account.Handle}/{person.User.Login} {person.Password}");

    public Task Send(string lines) => Send(Encoding.UTF8.GetBytes(lines + "\r\n"));

    public async Task Send(byte[] bytes) => await stream.WriteAsync(bytes);

    /// <summary>The next line as it came, without its end; null: the server has ended the connection.</summary>
    public async Task<string?> Hear()
    {
        try
        {
            return await reader.ReadLineAsync().WaitAsync(Patience);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<string?> Ask(string line)
    {
        await Send(line);
        return await Hear();
    }

    /// <summary>Whether nothing comes for a while.</summary>
    public async Task<bool> IsSilent()
    {
        await Task.Delay(300);
        return tcp.Available == 0;
    }

    /// <summary>Encrypts, and checks the certificate and its name as a real client does.</summary>
    public async Task<X509Certificate2> StartTls(X509Certificate2 root, string name = "localhost")
    {
        Assert.Equal("100 OK", await Ask("STARTTLS"));
        return await Encrypt(root, name);
    }

    public async Task<X509Certificate2> Encrypt(X509Certificate2 root, string name = "localhost")
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(root);
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name, CertificateChainPolicy = policy }
        );
        stream = encrypted;
        reader = new StreamReader(stream);
        return new X509Certificate2(encrypted.RemoteCertificate!);
    }

    /// <summary>Ends its side of the connection alone.</summary>
    public void SaidAll() => tcp.Client.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        reader.Dispose();
        stream.Dispose();
        tcp.Dispose();
    }
}
