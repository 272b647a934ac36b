/*
 * What archive.c calls of libarchive, for the table that it fills when it loads the library.
 */
#pragma once

#define WL_ARCHIVE_CALLS(F) \
    F(archive_read_new) \
    F(archive_read_free) \
    F(archive_read_set_format_option) \
    F(archive_read_set_read_callback) \
    F(archive_read_set_seek_callback) \
    F(archive_read_set_skip_callback) \
    F(archive_read_set_callback_data) \
    F(archive_read_add_passphrase) \
    F(archive_read_append_filter) \
    F(archive_read_open1) \
    F(archive_read_next_header) \
    F(archive_read_data_block) \
    F(archive_filter_bytes) \
    F(archive_errno) \
    F(archive_error_string) \
    F(archive_entry_pathname) \
    F(archive_entry_filetype) \
    F(archive_entry_hardlink) \
    F(archive_entry_size) \
    F(archive_entry_mtime) \
    F(archive_entry_mtime_nsec) \
    F(archive_entry_is_encrypted)
