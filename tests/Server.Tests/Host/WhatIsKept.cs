using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;

namespace Sallyport.Server.Tests.Host;

/// <summary>Everything that a server leaves behind, as text: each value of each table, the files of SQLite, the mails as they are read, the logs.</summary>
internal static class WhatIsKept
{
    public static async Task<IReadOnlyList<(string Place, string Text)>> By(TestServer server, string logs)
    {
        var places = new List<(string, string)> { ("the logs", logs) };
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            foreach (var table in await connection.QueryAsync<string>(Tables(server.Database.Engine.Name)))
                places.Add(("the table " + table, await Rows(connection, table)));
        foreach (var mail in await server.Mailbox.All())
            places.Add(("a mail of the kind " + mail.Kind, $"{mail.Subject}\n{mail.Text}\n{mail.Html}"));
        foreach (var file in Directory.EnumerateFiles(server.Settings.DataFolder, "sallyport.db*"))
            places.Add((Path.GetFileName(file), Secrets.Latin(await Bytes(file))));
        return places;
    }

    private static string Tables(string engine) =>
        engine == "sqlite"
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";

    private static async Task<string> Rows(DbConnection connection, string table)
    {
        var text = new StringBuilder();
        await using var rows = await connection.ExecuteReaderAsync("SELECT * FROM " + table);
        while (await rows.ReadAsync())
            for (var i = 0; i < rows.FieldCount; i++)
                text.Append(Shown(rows.GetValue(i))).Append('\n');
        return text.ToString();
    }

    private static string Shown(object value) =>
        value is byte[] bytes ? Secrets.Latin(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    // The engine has it open.
    private static async Task<byte[]> Bytes(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
